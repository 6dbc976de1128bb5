"""Regression for times to an event; input: a frame, compressed to distinct patterns where that is exact."""
