"""Events that can happen to a participant more than once; input: a frame of intervals."""
