"""Alerts about equal access (METHODS 7.7, 8): how often they come from nothing, and how often from something."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import research_kit as rk
from research_kit.results.look_plan import WatchRule
from research_kit.synthetic.studies import samba_like
from tests.simulation.acceptance import Limit, Measured, Row, share_of
from tests.simulation.alerts import GAPS, LOOKS, Counts, even_looks, judged, referral_looks, rule
from tests.simulation.plan import Plan

TITLE = "Alerts"
TEXT = """\
Whole projects, judged at every look by the limits and rules of the answer on equity. *Even*: 240 people, 35 % of them
foreign-born women, referred evenly and judged at once; *SAMBA-like*: referrals, decisions and waits as in the
SAMBA-like study, judged on enrolment within 60 days. *Ever red* is the share of projects in which a difference is ever
said to be established: of any of the three gaps in the rows about the family. *Ever yellow* is that of a warning; what
the alert itself states (*truth*) is before the clause that a gap must be 10 points or a fifth of the other's share, so
that fewer may come. Power as stated (*truth*) is that of the normal approximation at the true gap and the information
that comes; red should be at most five points rarer (Newcombe's limits find such a gap rather sooner).
"""
NO_GAP = (0.4, 0.4, 0.4, 0.4)
PLANTED = (0.25, 0.45, 0.45, 0.45)
FBW = "foreign_born_women"
SEED = 771
RARE = Limit(quantity="red", high=0.055)


def rows(plan: Plan) -> list[Row]:
    """Every row of the family."""
    return [*_no_gap(plan.studies), *_naive(plan.studies), *_planted(plan.studies)]


def _rng(number: int) -> np.random.Generator:
    return np.random.default_rng([SEED, number])


def _no_gap(replications: int) -> list[Row]:
    family, single = rule(), rule(family=["foreign_born_women_others"])
    monthly = rule(loads=42)
    equal = samba_like()
    intake = replace(equal.intake, accepted_foreign_born_women=equal.intake.accepted, foreign_born_women_wait=1.0)
    made = {
        "even": even_looks(NO_GAP, replications, rng=_rng(1)),
        "SAMBA-like": referral_looks(replace(equal, intake=intake), replications, rng=_rng(2)),
    }
    found = []
    for scenario, looked in made.items():
        found.append(_row("red, family of three gaps", scenario, {"red": _ever(looked, family, GAPS)[0]}, (RARE,)))
        found.append(_row("red, one gap", scenario, {"red": _ever(looked, single, [FBW])[0]}, (RARE,)))
        found += [_yellow(looked, family, gap, f"{scenario}, {gap.replace('_', ' ')}") for gap in GAPS]
    loads = even_looks(NO_GAP, replications, rng=_rng(3), number=42)
    return [*found, _yellow(loads, monthly, FBW, "even, 42 monthly loads")]


def _yellow(looked: tuple[Counts, Counts], given: WatchRule, gap: str, scenario: str) -> Row:
    """As often as the alert states, or less: it states the chance before the clause about size."""
    ever = _ever(looked, given, [gap])[1]
    accepted = (Limit(quantity="yellow", low=0.07, high=given.yellow_chance + 0.01),)
    return replace(_row("yellow, one gap", scenario, {"yellow": ever}, accepted), truth=given.yellow_chance)


def _naive(replications: int) -> list[Row]:
    """METHODS 8: bars that take no notice of the looks, 40 to 41 % with three gaps."""
    plain = replace(rule(), family_z=1.959964)
    ever = _ever(even_looks(NO_GAP, replications, rng=_rng(4)), plain, GAPS)[0]
    row = _row("95 % bars at each look, three gaps", "even", {"red": ever}, (RARE,))
    required = (Limit(quantity="red", low=0.18),)
    return [replace(row, naive=True, required=required, measured=(Measured(quantity="red", value=0.405, error=0.01),))]


def _planted(replications: int) -> list[Row]:
    """METHODS 7.7: 25 against 45 %, single-gap red 72 % by the end and 19 % by quarter 4, of 12."""
    single = rule(looks=12, loads=12, family=["foreign_born_women_others"])
    red, yellow = _looks(even_looks(PLANTED, replications, rng=_rng(5), number=12), single, [FBW])
    early = {"early": red[:, :4].any(axis=1)}
    figures = {"red": red.any(axis=1), **early, "yellow": yellow.any(axis=1), "first": _first(red, yellow)}
    quoted = (Measured(quantity="red", value=0.72, error=0.01), Measured(quantity="early", value=0.19, error=0.01))
    accepted = (Limit(quantity="first", low=0.95),)
    even = replace(_row("planted gap of 20 points", "even, 12 looks", figures, accepted), measured=quoted)
    return [even, _planted_referrals(replications)]


def _planted_referrals(replications: int) -> Row:
    truth, given = samba_like(), rule()
    red, yellow = _looks(referral_looks(truth, replications, rng=_rng(6)), given, [FBW])
    figures = {"red": red.any(axis=1), "yellow": yellow.any(axis=1), "first": _first(red, yellow)}
    stated = _stated_power(given)
    accepted = (Limit(quantity="red", low=stated - 0.05), Limit(quantity="first", low=0.95))
    return replace(_row("planted gap, power as stated", "SAMBA-like, family", figures, accepted), truth=stated)


def _stated_power(given: WatchRule) -> float:
    """The chance of red at the true shares, by the normal approximation at the information of each look."""
    events, people = (each.mean(axis=0) for each in referral_looks(samba_like(), 2_000, rng=_rng(7)))
    group, others = people[:, 0], people[:, 1:].sum(axis=1)
    p, q = events[-1, 0] / group[-1], events[-1, 1:].sum() / others[-1]
    variance = p * (1 - p) / np.maximum(group, 1e-9) + q * (1 - q) / np.maximum(others, 1e-9)
    looked = group >= 10
    information = (1 / variance[looked]) / (1 / variance[-1])
    chances = rk.statistics.chance_of_detection(
        given.family_z, int(looked.sum()), drift=(p - q) / np.sqrt(variance[-1]), information=information
    )
    return float(chances["chance"][-1])


def _looks(looked: tuple[Counts, Counts], given: WatchRule, gaps: object) -> tuple[Counts, Counts]:
    found = [judged(*looked, gap, given) for gap in gaps]
    return np.logical_or.reduce([red for red, _ in found]), np.logical_or.reduce([yellow for _, yellow in found])


def _ever(looked: tuple[Counts, Counts], given: WatchRule, gaps: object) -> tuple[Counts, Counts]:
    red, yellow = _looks(looked, given, gaps)
    return red.any(axis=1), yellow.any(axis=1)


def _first(red: Counts, yellow: Counts) -> Counts:
    """Of the projects with a red, whether yellow came before or with it."""
    with_red = red.any(axis=1)
    came = np.where(yellow.any(axis=1), yellow.argmax(axis=1), red.shape[1])
    return came[with_red] <= red[with_red].argmax(axis=1)


def _row(estimator: str, scenario: str, found: dict[str, Counts], accepted: tuple[Limit, ...]) -> Row:
    return Row(
        estimator=estimator,
        method="M7.7",
        n=240,
        scenario=scenario if "look" in scenario or "load" in scenario else f"{scenario}, {LOOKS} looks",
        replications=len(next(iter(found.values()))),
        figures={name: share_of(held) for name, held in found.items()},
        accepted=accepted,
    )
