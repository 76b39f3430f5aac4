"""The portable loop, on CPython and MicroPython; the Linux side of each port in folders of its own."""
