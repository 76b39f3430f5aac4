"""The runner that both interpreters understand."""
