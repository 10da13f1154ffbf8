"""The two loops, polling and delivering, and what stands around them."""
