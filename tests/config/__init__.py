"""The settings that are shipped."""
