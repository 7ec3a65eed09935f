"""Sales and people: who is the same person, and posting each sale once."""
