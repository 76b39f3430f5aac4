"""Sensor chips behind an injected I2C bus: register in, one reading out, identity checked."""
