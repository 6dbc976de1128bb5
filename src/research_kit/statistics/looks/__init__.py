"""Looking at the same question again and again: what chance alone would show, and where alarms must lie."""
