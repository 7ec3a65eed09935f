"""A mail to many: written, checked, queued a row a recipient, sent once, recorded."""
