"""Speed claims, each measured beside its peers in the same run: `python -m benchmarks`."""
