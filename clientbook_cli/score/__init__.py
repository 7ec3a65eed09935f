"""Recency, frequency and monetary value of every client, and the tier and segment that follow."""
