"""The central side."""
