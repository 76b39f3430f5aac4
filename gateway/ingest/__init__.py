"""From the broker to the store: received, committed, only then acknowledged and receipted."""
