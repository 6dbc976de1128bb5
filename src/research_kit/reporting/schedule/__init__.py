"""The unattended quarter: what is due is found, run, retried, told, and nothing is half published."""
