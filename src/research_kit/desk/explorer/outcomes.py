"""What a cohort can be asked about: each kind of success that its file defines, and what else it has data on."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import polars as pl

from research_kit.cohort import Cohort, late_measurements
from research_kit.display.exact_item import Measure

SUCCESS = "time_to_employment"
OF_REFERRED = frozenset({"participants", "process", "equity"})
"""Questions that tell of everybody referred: a period is then one of the referral."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question, and of a question about several kinds of success which one."""

    question: str
    measure: Measure | None = None


def outcomes_of(cohort: Cohort) -> tuple[Outcome, ...]:
    """The outcomes of a cohort: the headline of its file first, its other definitions, then the other questions."""
    declared = cohort.definition.outcomes
    names = [declared.headline, *(name for name in declared.definitions if name != declared.headline)]
    causes = [(name, cause) for name in names for cause in declared.definitions[name].causes]
    success = [Outcome(SUCCESS, measure) for measure in causes] if cohort.has_outcomes else []
    others = {
        "participants": True,
        "process": _holds_any(cohort.records),
        "participants_voice": _holds_any(cohort.voice),
        "equity": cohort.has_outcomes and bool(cohort.flow.height),
    }
    return (*success, *(Outcome(question) for question, has_data in others.items() if has_data))


def splits_of(cohort: Cohort) -> tuple[tuple[str, ...], ...]:
    """How the cohort can be split: as its file crosses, then each dimension of which it has several groups."""
    several = [name for name in cohort.dimensions if cohort.frame[name].drop_nulls().n_unique() > 1]
    crossed = tuple(name for name in cohort.definition.split_by.crossed if name in several)
    targets = [("target_group",)] if _target_groups(cohort) else []
    return tuple(dict.fromkeys([*([crossed] if crossed else []), *((name,) for name in several), *targets]))


def groups_of(cohort: Cohort) -> tuple[tuple[str, str | bool], ...]:
    """The groups that the cohort can be narrowed to: those that somebody belongs to, apart from unknown ones.

    A dimension that was measured after somebody's index date makes none.
    """
    codes = [
        (name, code)
        for name in cohort.dimensions
        if late_measurements(cohort, [name])["guard"].item() is None
        for code in cohort.frame[name].drop_nulls().unique().sort().cast(pl.String)
        if code not in ("unknown", "unstated")
    ]
    return (*codes, *((name, True) for name in _target_groups(cohort)))


def quarters_of(cohort: Cohort) -> tuple[tuple[date, date], ...]:
    """The first and last day of each calendar quarter in which somebody's index date lies, earliest first."""
    if "index_on" not in cohort.frame.columns:
        return ()
    days = cohort.frame["index_on"].drop_nulls()
    starts = days.dt.truncate("1q").unique().sort().to_frame("start")
    quarters = starts.with_columns(end=pl.col("start").dt.offset_by("1q").dt.offset_by("-1d"))
    return tuple(quarters.iter_rows())


def _target_groups(cohort: Cohort) -> list[str]:
    return [name for name in cohort.frame.columns if name.startswith("target_") and cohort.frame[name].any()]


def _holds_any(holder: Any) -> bool:
    held = (getattr(holder, one.name) for one in fields(holder))
    return any(isinstance(frame, pl.DataFrame) and frame.height > 0 for frame in held)
