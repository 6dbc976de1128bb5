"""From release to release: what is told anew, and what stands as it was last published."""
