"""The answer with the numbers of those who came after a decision's change."""

from __future__ import annotations

ANSWER = "remeasure"
"""Its rows are each of a decision, named by their outcome: told with the decision, and nowhere else."""
