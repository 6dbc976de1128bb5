"""Whole SAMBA-like projects drawn from their truth, without the partners' files: who comes, where they are, who saw it.

The lives are those of `research_kit.synthetic`: jobs that end, people who differ, follow-ups that are missed more often
by people in work. Nothing here assumes what the forecast assumes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from research_kit.synthetic.lives import Lives, draw_lives
from research_kit.synthetic.outcomes import EDUCATION, TERMINAL, WORK
from research_kit.synthetic.studies import samba_like
from research_kit.synthetic.truth import DAYS_PER_MONTH, StudyTruth

HORIZON_MONTHS = 12
_INSIDE = [*WORK, EDUCATION]


@dataclass(frozen=True, kw_only=True, slots=True)
class Project:
    """One project, days since the index date.

    `people`: `pid, index_day, is_fbw` (foreign-born woman), `horizon_days`. `spells`: `pid, start_days, stop_days,
    inside, gone`. `seen`: `pid, seen_days`, every day on which somebody's status was verified.
    """

    truth: StudyTruth
    people: pl.DataFrame
    spells: pl.DataFrame
    seen: pl.DataFrame

    @property
    def final(self) -> int:
        """How many truly are in work or education at their horizon."""
        return self.inside_at_horizon(self.people)

    def inside_at_horizon(self, people: pl.DataFrame) -> int:
        """The same of some of them."""
        days = pl.col("horizon_days")
        there = self.spells.join(people.select("pid", "horizon_days"), on="pid", how="inner")
        return there.filter(pl.col("inside") & (pl.col("start_days") < days) & (days <= pl.col("stop_days"))).height


def draw_project(rng: np.random.Generator, *, participants: int = 240) -> Project:
    """A project that about so many people come to: their number is Poisson."""
    truth = samba_like().with_participants(max(int(rng.poisson(participants)), 1))
    lives = draw_lives(truth, rng=rng)
    index = lives.enrolled["index_day"]
    left = truth.project_days - index
    people = lives.enrolled.select(
        pid="row",
        index_day=index,
        is_fbw=pl.col("foreign_born_woman"),
        horizon_days=pl.min_horizontal(pl.lit(HORIZON_MONTHS * DAYS_PER_MONTH), pl.lit(left)),
    )
    return Project(truth=truth, people=people, spells=_spells(lives), seen=_seen(lives))


def _spells(lives: Lives) -> pl.DataFrame:
    started = lives.spells.join(lives.enrolled.select("row", "index_on"), on="row", how="left")
    start = (pl.col("start_on") - pl.col("index_on")).dt.total_days().cast(pl.Float64).clip(lower_bound=0)
    ordered = started.select(
        pid="row", start_days=start, inside=pl.col("kind").is_in(_INSIDE), gone=pl.col("kind").is_in(TERMINAL)
    )
    later = pl.col("start_days").shift(-1).over("pid").fill_null(float("inf"))
    return ordered.with_columns(stop_days=later).filter(pl.col("stop_days") > pl.col("start_days"))


def _seen(lives: Lives) -> pl.DataFrame:
    seen = lives.observations.join(lives.enrolled.select("row", "index_on"), on="row", how="left")
    days = (pl.col("observed_on") - pl.col("index_on")).dt.total_days().cast(pl.Float64)
    return seen.select(pid="row", seen_days=days)


def known_by(project: Project, day: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is known by a day of the project: the stays, up to the day each was last seen, and who is at the horizon.

    Returns
    -------
    As `target_stays` and `state_at_horizon` give them: `pid, start, stop, inside, entered` in months, and `pid,
    horizon_days, is_mature, state`.
    """
    came = project.people.filter(pl.col("index_day") <= day)
    dated = project.seen.join(came, on="pid", how="inner").filter(pl.col("index_day") + pl.col("seen_days") <= day)
    last = dated.group_by("pid").agg(last_days=pl.col("seen_days").max())
    known = project.spells.join(last, on="pid", how="inner").filter(pl.col("start_days") <= pl.col("last_days"))
    following = pl.struct("inside", "gone").shift(-1).over("pid")
    goes_on = pl.col("stop_days") <= pl.col("last_days")
    where = pl.when(following.struct.field("gone")).then(pl.lit("gone"))
    where = where.when(following.struct.field("inside")).then(pl.lit("inside")).otherwise(pl.lit("outside"))
    stays = known.with_columns(entered=pl.when(goes_on).then(where)).filter(~pl.col("gone"))
    ended = stays.with_columns(stop_days=pl.min_horizontal("stop_days", "last_days"))
    ended = ended.filter((pl.col("stop_days") > pl.col("start_days")) | pl.col("entered").is_not_null())
    return ended.select(
        "pid",
        start=pl.col("start_days") / DAYS_PER_MONTH,
        stop=pl.col("stop_days") / DAYS_PER_MONTH,
        inside="inside",
        entered="entered",
    ), _at_horizon(came, known, day)


def _at_horizon(came: pl.DataFrame, known: pl.DataFrame, day: float) -> pl.DataFrame:
    """The state at the horizon, null where nobody knows it: whoever has left for good is there ever after."""
    spells = known.join(came.select("pid", "horizon_days"), on="pid", how="inner")
    days, seen = pl.col("horizon_days"), pl.col("horizon_days") <= pl.col("last_days")
    there = (pl.col("start_days") < days) & (days <= pl.col("stop_days")) & (seen | pl.col("gone"))
    name = pl.when("gone").then(pl.lit("terminal")).when("inside").then(pl.lit("work")).otherwise(pl.lit("in_project"))
    states = spells.filter(there).select("pid", state=name)
    mature = pl.col("index_day") + pl.col("horizon_days") <= day
    return came.join(states, on="pid", how="left").select("pid", "horizon_days", "state", is_mature=mature)
