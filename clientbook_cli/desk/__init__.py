"""What concerns every stage: the state of the store, its health, the demo."""
