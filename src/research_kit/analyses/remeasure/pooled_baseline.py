"""From where a change is measured: the number decided on, and the same drawn towards its peers (METHODS 7.3, G-RTM).

A group is chosen because it was extreme, and part of that was chance: with nothing changed it moves back. The pooled
number says how far.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from research_kit.ledger.decision import Baseline
from research_kit.results.finding import Claim, Finding, codes_of
from research_kit.statistics.confidence import normal_quantile
from research_kit.statistics.proportions.partial_pooling import partial_pooling

CONFIDENCE = 0.95
_SHARES_OF = {
    ("time_to_employment", "gap_within"): ("within", "share_within"),
    ("equity", "gap_access"): ("access", "share_through_gate"),
}
"""Of a gap between two groups: the table of the same answer that has the shares of both."""
_PARTS_OF_ONE = ("share_of_participants",)
"""Shares that add up to one: what one group has less of, another has more, with no chance in it to be pooled away."""
_MOST = 10_000
_NEAR = 0.011


class Reading(NamedTuple):
    """A number with its interval."""

    estimate: float
    lower: float
    upper: float


def baseline_of(finding: Finding, known: Mapping[str, Finding]) -> Baseline | None:
    """The number decided on and its pooled value; null where the finding has no number.

    Parameters
    ----------
    finding
        What is decided on: a share of a group, or a gap between the shares of two; any other number is not pooled.
    known
        The findings that stood when it was told, by claim key (`LoopRecord.known_at`): those of the same claim for the
        other groups are its peers.
    """
    if finding.estimate is None or finding.lower is None or finding.upper is None:
        return None
    pooled, peers = _pooled(finding, known)
    more = {} if pooled is None else {
        "pooled": pooled.estimate, "pooled_lower": pooled.lower, "pooled_upper": pooled.upper
    }  # fmt: skip
    return Baseline(
        estimate=finding.estimate, lower=finding.lower, upper=finding.upper, peers=peers, as_of=finding.as_of, **more
    )


def between(first: Reading, second: Reading) -> Reading:
    """First minus second, both on their own: the limits from the distances of each to its own (Zou and Donner 2008).

    Of two shares with Wilson's limits it is Newcombe's interval.
    """
    difference = first.estimate - second.estimate
    below = float(np.hypot(first.estimate - first.lower, second.upper - second.estimate))
    above = float(np.hypot(first.upper - first.estimate, second.estimate - second.lower))
    return Reading(difference, difference - below, difference + above)


def people_behind(finding: Finding) -> tuple[int, int]:
    """Events and people that a share rests on: as told where they give it, else those that its interval is as wide as.

    Where people were lost on the way there are no plain counts of a share; the interval says how many it is worth.
    """
    share, known = finding.estimate or 0.0, (finding.n or 0) - (finding.unknown or 0)
    if finding.n and finding.events is not None and known > 0 and abs(finding.events / known - share) < _NEAR:
        return finding.events, known
    error = ((finding.upper or 0.0) - (finding.lower or 0.0)) / (2 * normal_quantile(CONFIDENCE))
    middle = min(max(share, 0.02), 0.98)
    n = int(np.clip(round(middle * (1 - middle) / max(error, 1e-3) ** 2), 1, _MOST))
    return round(share * n), n


def _pooled(finding: Finding, known: Mapping[str, Finding]) -> tuple[Reading | None, int]:
    claim = finding.claim
    if finding.unit != "share" or not (claim.group or claim.compared_with) or claim.statistic in _PARTS_OF_ONE:
        return None, 0
    if not claim.compared_with:
        drawn = pooled_shares(_peers(finding, known))
        return drawn.get(claim.group), len(drawn)
    drawn = pooled_shares(_shares_behind(finding, known))
    one, other = drawn.get(claim.group), drawn.get(claim.compared_with)
    return (None if one is None or other is None else between(one, other)), len(drawn)


def pooled_shares(peers: Sequence[Finding]) -> dict[str, Reading]:
    """Each group's pooled share, by group; none where there are fewer than two groups."""
    if len(peers) < 2:
        return {}
    events, n = zip(*(people_behind(one) for one in peers), strict=True)
    found = partial_pooling(list(events), list(n), confidence=CONFIDENCE).select("estimate", "lower", "upper")
    return {one.claim.group: Reading(*row) for one, row in zip(peers, found.iter_rows(), strict=True)}


def has_method(claim: Claim) -> bool:
    """Whether people needed can be counted: of a gap only between the shares of two groups, which are told too."""
    if not claim.compared_with:
        return True
    return bool(codes_of(claim.compared_with)) and (claim.answer, claim.statistic) in _SHARES_OF


def shares_beside(finding: Finding, known: Mapping[str, Finding]) -> tuple[float, ...]:
    """Of a gap, the shares of both sides as they were told; fewer than two where one was not."""
    claim = finding.claim
    told = {one.claim.group: one.estimate for one in _shares_behind(finding, known)}
    return tuple(share for share in map(told.get, (claim.group, claim.compared_with)) if share is not None)


def _shares_behind(finding: Finding, known: Mapping[str, Finding]) -> list[Finding]:
    """The shares of every group that the two sides of a gap are among."""
    claim = finding.claim
    place = _SHARES_OF.get((claim.answer, claim.statistic))
    if place is None:
        return []
    table, statistic = place
    alike = claim.model_copy(update={"table": table, "statistic": statistic, "compared_with": ""})
    return _of_its_kind(alike, known)


def _peers(finding: Finding, known: Mapping[str, Finding]) -> list[Finding]:
    others = _of_its_kind(finding.claim, known)
    return [finding, *(one for one in others if one.claim.group != finding.claim.group)]


def _of_its_kind(claim: Claim, known: Mapping[str, Finding]) -> list[Finding]:
    """What was told of the same number for every group of the same dimensions."""
    wanted = claim.model_copy(update={"group": ""})
    return [
        one
        for one in known.values()
        if one.is_told
        and one.claim.dimensions == claim.dimensions
        and one.claim.model_copy(update={"group": ""}) == wanted
    ]
