"""Every fault of every partner file, in one report."""
