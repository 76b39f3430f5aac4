"""`make hil`: the agent on an emulated ARM board with a real kernel, sensors and readers nobody here wrote."""
