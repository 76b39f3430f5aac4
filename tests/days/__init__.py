"""Whole days at a fridge, with what people do wrong: what the ledger says in the evening is what lies in the fridge."""
