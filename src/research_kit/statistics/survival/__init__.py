"""Curves over time since index, and what is read off them; input: a life table."""
