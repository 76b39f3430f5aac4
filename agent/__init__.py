"""The edge agent: sample, judge, journal, send; scan, decide, journal, signal.

The files of this folder and of `drivers/` run unchanged on CPython and MicroPython, on top of `aio.py` and the ports
that `ports.py` names; `linux/` and `simulated/` hold two sides of those ports.
"""
