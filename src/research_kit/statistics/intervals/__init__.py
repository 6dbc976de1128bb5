"""Events known only as having happened between two dates; input: a frame, compressed to distinct intervals."""
