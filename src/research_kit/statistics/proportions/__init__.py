"""Shares, their differences and their ratios; input: counts."""
