"""The rules of the cold chain and nothing else.

Pure functions and small classes on integers and plain dicts: civil time, GS1, limits, excursions, stock, the
conversation at the fridge. No I/O, no clock, no logging, no sentences. Runs unchanged on CPython and MicroPython.
"""
