"""SQLite, the only memory: what was seen, what was decided and why, and what is still to be told."""
