"""Entry -> Article -> Sighting: which item this is, whether it was seen before, and what the baseline holds."""
