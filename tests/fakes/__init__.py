"""Stand-ins at the register, the byte and the port."""
