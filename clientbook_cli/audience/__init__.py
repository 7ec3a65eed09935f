"""Whom a message is for: a frozen list, each exclusion with its reason, a share held out."""
