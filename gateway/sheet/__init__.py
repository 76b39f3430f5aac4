"""The printed sheet of command codes and badges: what is on it, and how it is drawn."""
