"""What goes together with starting an activity: from description to imitated trials (METHODS 5)."""
