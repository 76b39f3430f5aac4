"""What is wrong: from events and from time, kept until it ends."""
