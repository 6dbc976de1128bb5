"""Making two groups alike in what was known at the start: weights, matched sets, and the checks of both."""
