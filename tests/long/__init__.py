"""The third tier: what takes too long for every commit, `make long`."""
