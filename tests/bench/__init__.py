"""Memory and rates, each beside something known that ran in the same minute on the same machine.

A number of one machine says little about another; a ratio says more. Nothing here is a bar, and slowness is no error.
"""
