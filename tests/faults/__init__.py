"""Whole histories of faults in one process: the real agent and the real ingest, a virtual clock, network and disk."""
