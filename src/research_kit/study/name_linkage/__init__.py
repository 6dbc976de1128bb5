"""People without a number in common, linked by name and birth date: proposed, decided by rule or by her, never merged
silently."""
