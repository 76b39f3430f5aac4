"""Messages to people: an outbox in the store, tried until sent."""
