"""Feeds of offers that companies hand in: read, understood, applied."""
