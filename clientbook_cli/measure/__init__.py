"""Who followed up, and what it sold."""
