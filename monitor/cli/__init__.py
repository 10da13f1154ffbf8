"""The commands. Each file takes words from a terminal, asks the rooms above, and prints what they say."""
