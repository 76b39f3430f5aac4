"""The desk's own screen: one page, served by the agent itself, that works with the Internet down."""
