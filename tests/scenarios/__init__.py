"""Faults of a fridge, what each rule pack must say of them, and whether it does.

The expectations (expected.toml, rule_texts.py) were written from the rules' texts and the model's curves, before the
engine saw them.
"""
