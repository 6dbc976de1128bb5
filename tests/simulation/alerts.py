"""Access alerts at look after look, by the limits and the rules that the answer on equity uses (METHODS 7.7, 8)."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.results.alerts import is_red, is_yellow
from research_kit.results.look_plan import WatchRule, watch_rule
from research_kit.statistics import newcombe
from research_kit.statistics.looks.exact_alarm import FEW_EVENTS, exact_gap_alarm
from research_kit.study.declaration import StudyDeclaration
from research_kit.synthetic.participants import bring_in, draw_people
from research_kit.synthetic.truth import StudyTruth

Counts = np.ndarray
LOOKS, PEOPLE = 14, 240
QUARTER_DAYS = 91.3125
CELLS = (0.35, 0.17, 0.24, 0.24)
"""Foreign-born women, Swedish-born women, foreign-born men, Swedish-born men."""
GAPS = {"women_men": ((0, 1), (2, 3)), "foreign_born": ((0, 2), (1, 3)), "foreign_born_women": ((0,), (1, 2, 3))}


def rule(*, looks: int = LOOKS, loads: int = LOOKS, **equity: object) -> WatchRule:
    """The rule of a project with so many looks, and so many loads of data."""
    declared = {"registered_on": "2009-05-01", "planned_loads": loads, **equity}
    return watch_rule(
        StudyDeclaration(
            name="a", title={"sv": "a"}, as_of="2011-06-30", planned_reports=looks, promises={"equity": declared}
        ),
        None,
    )


def even_looks(
    shares: tuple[float, ...], replications: int, *, rng: np.random.Generator, number: int = LOOKS
) -> tuple[Counts, Counts]:
    """240 people who are referred evenly over the project and judged at once.

    Events and people per cell at each look: two arrays (replication, look, cell).
    """
    cell = rng.choice(4, size=(replications, PEOPLE), p=CELLS)
    came = rng.random((replications, PEOPLE)) < np.asarray(shares)[cell]
    at = np.minimum(np.arange(PEOPLE) * number // PEOPLE, number - 1)
    people = np.zeros((replications, number, 4))
    events = np.zeros((replications, number, 4))
    for place in range(PEOPLE):
        np.add.at(people, (np.arange(replications), at[place], cell[:, place]), 1)
        np.add.at(events, (np.arange(replications), at[place], cell[:, place]), came[:, place])
    return events.cumsum(axis=1), people.cumsum(axis=1)


def judged(events: Counts, people: Counts, gap: str, given: WatchRule) -> tuple[Counts, Counts]:
    """Red and yellow at each look of each replication: two arrays (replication, look)."""
    group, other = (list(cells) for cells in GAPS[gap])
    x, n = events[..., group].sum(-1), people[..., group].sum(-1)
    y, m = events[..., other].sum(-1), people[..., other].sum(-1)
    said, bar = (
        newcombe(x.ravel(), n.ravel(), y.ravel(), m.ravel()),
        newcombe(x.ravel(), n.ravel(), y.ravel(), m.ravel(), given.family_confidence),
    )
    few = np.minimum.reduce([x, y, n - x, m - y]) < FEW_EVENTS
    enough = (np.minimum(n, m) >= 10) & (x + y >= 5) & (n + m - x - y >= 5)
    rows = said.with_columns(
        alarm_lower=bar["lower"], alarm_upper=bar["upper"],
        ratio=pl.Series((x / np.maximum(n, 1) / np.maximum(y / np.maximum(m, 1), 1e-9)).ravel()),
    )  # fmt: skip
    told = rows.select(red=is_red(), yellow=is_yellow(given.practical_gap, given.practical_ratio))
    red = told["red"].to_numpy().reshape(x.shape) & enough
    doubtful = red & few  # an exact test decides where there are few
    if doubtful.any():
        sides = (each[doubtful] for each in (x, n, y, m))
        red[doubtful] = exact_gap_alarm(*sides, given.family_z)["alarm"].fill_null(False).to_numpy()
    return red, told["yellow"].to_numpy().reshape(x.shape) & enough


def referral_looks(
    truth: StudyTruth, replications: int, *, rng: np.random.Generator, window: int = 60
) -> tuple[Counts, Counts]:
    """The same for projects whose people are referred, wait and are enrolled as the truth draws them.

    People are judged at each quarter's end if they were referred at least `window` days before; the event is an
    enrolment within the window.
    """
    number = round(truth.intake.participants / truth.intake.accepted)
    people = draw_people(truth, size=replications * number, rng=rng)
    came = bring_in(people, intake=truth.intake, rng=rng)
    woman, abroad = came["woman"].to_numpy(), came["foreign_born"].to_numpy()
    cell = np.where(woman, np.where(abroad, 0, 1), np.where(abroad, 2, 3))
    within = (came["index_day"] - came["referred_day"] <= window).to_numpy()
    look = np.ceil((came["referred_day"].to_numpy() + window) / QUARTER_DAYS).astype(int) - 1
    project = np.repeat(np.arange(replications), number)
    place = np.ravel_multi_index((project, np.minimum(look, LOOKS), cell), (replications, LOOKS + 1, 4))
    size = replications * (LOOKS + 1) * 4
    shape = (replications, LOOKS + 1, 4)
    counted = [np.bincount(place, weights=weights, minlength=size).reshape(shape) for weights in (within, None)]
    events, all_people = (each[:, :LOOKS].cumsum(axis=1).astype(float) for each in counted)
    return events, all_people
