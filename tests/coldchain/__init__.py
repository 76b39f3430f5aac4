"""The rules, on CPython and MicroPython; `test_*_properties.py` on CPython only."""
