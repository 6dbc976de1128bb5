"""What the counts of each table count, and how they hang together: where a new table is declared to the gate."""
