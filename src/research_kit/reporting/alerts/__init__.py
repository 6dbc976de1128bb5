"""Alerts told: a file, a page and a letter, in words without counts (METHODS 7.7)."""
