"""Numbers of the whole project's time, or of its surroundings: those who came after a change have none of their own."""

from __future__ import annotations

from research_kit.results.finding import Claim

_WHOLE_PROJECT = frozenset(
    {
        ("process", "charts"),
        ("process", "series"),
        ("process", "stock"),
        ("process", "flow_balance"),
        ("targets", "progress"),
        ("targets", "forecast"),
        ("targets", "backtest"),
        ("indicators", "indicator_shares"),
        ("indicators", "indicator_counts"),
        ("indicators", "indicator_values"),
    }
)
"""Answer and table: counts and rates since the project began, or until it ends, and values of no participants."""


def is_of_whole_project(claim: Claim) -> bool:
    """Whether a number cannot be made of some of the participants alone.

    People a month are counted over all months since the project began: of those alone who came after a change there
    would be fewer by nothing but the months before it.
    """
    return (claim.answer, claim.table) in _WHOLE_PROJECT
