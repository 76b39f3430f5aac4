"""What is printed to be scanned: the sheet of command codes, badges and house labels, and how they are drawn."""
