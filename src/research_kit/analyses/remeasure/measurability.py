"""Whether a review will be able to tell what came of a decision, said when it is decided (METHODS 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from research_kit.analyses.remeasure.pooled_baseline import CONFIDENCE, Reading, has_method, shares_beside
from research_kit.analyses.remeasure.required_people import DAYS_A_MONTH, Inflow, people_after, visible_change
from research_kit.analyses.remeasure.whole_project import is_of_whole_project
from research_kit.ledger.decision import Baseline, NotMeasurable
from research_kit.ledger.decision_file import DecisionFile
from research_kit.results.finding import Finding
from research_kit.statistics.confidence import normal_quantile

_IN_DAYS = ("share_through_gate", "gap_access", "share_within_days")
"""Statistics whose time is in days; of all others it is in months."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measurability:
    """People needed after the change, people expected by the review, and why it will not be enough (empty: it will).

    `visible`: the smallest change that could be seen with the people expected.
    """

    required: int | None = None
    expected: int | None = None
    inflow: float | None = None
    visible: float | None = None
    lacks: NotMeasurable = ""
    measurable_on: date | None = None


def measurability_of(
    written: DecisionFile,
    metric: Finding,
    baseline: Baseline | None,
    *,
    known: Mapping[str, Finding],
    study_starts_on: date | None,
) -> Measurability:
    """How many people a change of the expected size needs, against the inflow of the group until the review.

    Parameters
    ----------
    written
        The decision.
    metric, baseline
        The finding that is measured again, and from where.
    known
        The findings that stood when it was told, by claim key.
    study_starts_on
        Since when people have come; without it, and without `inflow_per_month`, nobody knows how many will.
    """
    if written.expected is None:
        return Measurability(lacks="NOTHING_EXPECTED")
    if baseline is None:
        return Measurability(lacks="NO_BASELINE")
    if is_of_whole_project(metric.claim) or not has_method(metric.claim):
        return Measurability(lacks="NO_METHOD")
    change = written.expected.size * (1 if written.expected.direction == "higher" else -1)
    spread = _spread(metric, baseline, change, known)
    if spread is None:
        return Measurability(lacks="COUNTS_UNTOLD")
    fair = Reading(*baseline.fair)
    required = people_after(fair, change=change, spread=spread)
    a_month = written.inflow_per_month or _inflow(metric, study_starts_on)
    if a_month is None:
        return Measurability(required=required, lacks="INFLOW_UNKNOWN" if required else "BASELINE_TOO_UNSURE")
    inflow = Inflow(since=written.measured_from, a_month=a_month, lag_months=followed_months(metric))
    expected = inflow.people_by(written.review_on)
    visible = visible_change(fair, spread=spread, people=expected)
    return _with_people(Measurability(required=required, expected=expected, inflow=a_month, visible=visible), inflow)


def _with_people(able: Measurability, inflow: Inflow) -> Measurability:
    """Whether the people expected are enough, and from when they will be."""
    if able.required is None:
        return replace(able, lacks="BASELINE_TOO_UNSURE")
    lacks: NotMeasurable = "" if (able.expected or 0) >= able.required else "TOO_FEW"
    return replace(able, lacks=lacks, measurable_on=inflow.day_of(able.required))


def followed_months(finding: Finding) -> float:
    """How long people are followed for the number."""
    time = finding.claim.time or 0.0
    return time / DAYS_A_MONTH if finding.claim.statistic in _IN_DAYS else time


def _inflow(metric: Finding, since: date | None) -> float | None:
    """People of the group a month since the project began: as many as the number was told to rest on."""
    if since is None or not metric.n:
        return None
    months = (metric.until - since).days / DAYS_A_MONTH
    return metric.n / months if months > 1 else None


def _spread(metric: Finding, baseline: Baseline, change: float, known: Mapping[str, Finding]) -> float | None:
    """What one person adds to the variance of the number after the change; of a gap, one person in each group."""
    if metric.claim.compared_with:
        shares = shares_beside(metric, known)
        return sum(one * (1 - one) for one in shares) if len(shares) == 2 else None
    if metric.unit == "share":
        share = min(max(baseline.fair[0] + change, 0.02), 0.98)
        return share * (1 - share) * _wider(metric)
    error = (baseline.upper - baseline.lower) / (2 * normal_quantile(CONFIDENCE))
    return error**2 * metric.n if metric.n else None


def _wider(metric: Finding) -> float:
    """By how much the variance is larger than that of a plain share of as many, since some were lost on the way."""
    if not metric.n or metric.estimate is None or metric.lower is None or metric.upper is None:
        return 1.0
    error = (metric.upper - metric.lower) / (2 * normal_quantile(CONFIDENCE))
    share = min(max(metric.estimate, 0.02), 0.98)
    return max(error**2 * metric.n / (share * (1 - share)), 1.0)
