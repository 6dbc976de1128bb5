"""All tables of a release read together as an intruder would, with everything published before, and what follows."""
