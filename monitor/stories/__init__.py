"""Articles -> stories: which articles tell one thing, so that it is told once."""
