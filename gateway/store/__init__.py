"""The record: every event as it came, and what is derived from it."""
