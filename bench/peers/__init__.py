"""Other programs, given the same digests as what they read."""
