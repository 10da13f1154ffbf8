"""The outside world and its feeds, pages and files: when to ask, how to fetch safely, how to read what came."""
