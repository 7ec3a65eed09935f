"""What the store knows of its clients beyond their purchases: who they are, what they said, what was promised."""
