"""The world of the demonstration."""
