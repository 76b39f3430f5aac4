"""Who may speak at the broker: the house's own certificate authority, and the devices it has signed for."""
