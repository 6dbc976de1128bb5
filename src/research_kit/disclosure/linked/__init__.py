"""Counts of people that are tied to one another: an intruder's arithmetic, and the fewest of them that must go."""
