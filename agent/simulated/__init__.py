"""A fridge without a fridge: a thermal model, chips at register level, a reader on a pty, a control page."""
