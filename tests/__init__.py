"""The suite: it mirrors the rooms and reads as their specification."""
