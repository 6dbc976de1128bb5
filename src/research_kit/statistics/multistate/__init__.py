"""Where participants are over time, when they can be in more than two states; input: a frame of intervals."""
