"""The whole house: real programs, a real broker, real processes that are really killed."""
