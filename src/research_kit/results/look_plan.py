"""How often a study looks, which look this is, and how far a gap must be from none before it is claimed (METHODS 8).

The limits come from `statistics.looks`; here stands what a study's own plan and history make of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import polars as pl
from scipy.special import ndtr

from research_kit.results.history import History
from research_kit.study.declaration import StudyDeclaration

YELLOW_Z = -1.96
"""A warning is given from here on (METHODS 7.7)."""
_QUARTERS_IF_UNPLANNED = 14
"""The longest plan that the default limits of METHODS 8 are made for."""
_QUARTER = timedelta(days=92)


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchRule:
    """By what rule gaps and targets are judged in one study.

    `looks` are planned over the whole project and `look` is this one; `single_z` is the alarm limit of one claim, and
    `family_z` that of a family of gaps, in standard errors. `yellow_chance` is the chance that a warning ever comes
    from nothing, over the planned `loads` of data. `is_registered`: the family was fixed before the first look.
    `recomputed`: people came otherwise than evenly, and the limits were computed again.
    """

    looks: int = _QUARTERS_IF_UNPLANNED
    look: int = 1
    is_look: bool = True
    single_z: float = 2.70
    family_z: float = 2.90
    loads: int = 42
    yellow_chance: float = 0.155
    practical_gap: float = 0.10
    practical_ratio: float = 0.80
    is_registered: bool = True
    recomputed: bool = False

    @property
    def single_confidence(self) -> float:
        """Coverage of the alarm bar of one claim."""
        return _coverage(self.single_z)

    @property
    def family_confidence(self) -> float:
        """Coverage of the alarm bar of a gap of the family."""
        return _coverage(self.family_z)


def watch_rule(study: StudyDeclaration, history: History | None, *, index_on: pl.Series | None = None) -> WatchRule:
    """The rule of a study, at the look that its history says this is.

    Parameters
    ----------
    study
        `planned_reports` are the quarterly looks (14 where nobody planned them; a look beyond the plan widens it), and
        `promises.equity` what is watched. Without planned loads, three a quarter.
    history
        Which look this is; the first where left out.
    index_on
        The day on which each participant came. Where they came otherwise than evenly, by more than a tenth of those
        planned at any look so far, the limits are computed again, and never lowered (METHODS 8).

    Notes
    -----
    Looks at fewer than ten people in a group claim nothing, and so cannot be false: they still count as planned, which
    errs towards a wider bar. Gaps of a family are taken as independent (Šidák), which errs the same way.

    References
    ----------
    Jennison C, Turnbull BW (1989). J R Stat Soc B 51:305-361. METHODS 7.7, 8.
    """
    known, plan = history or History(), study.promises.equity
    looks = max(study.planned_reports or _QUARTERS_IF_UNPLANNED, known.look)
    loads = plan.planned_loads or 3 * looks
    so_far = _so_far(study, known.look, index_on)
    single, family = (_limit(looks, claims, so_far) for claims in (1, max(len(plan.family), 1)))
    return WatchRule(
        looks=looks,
        look=known.look,
        is_look=known.is_look,
        single_z=single[0],
        family_z=family[0],
        recomputed=single[1],
        loads=loads,
        yellow_chance=_yellow_chance(loads),
        practical_gap=plan.practical_gap,
        practical_ratio=plan.practical_ratio,
        is_registered=_is_registered(study),
    )


def _is_registered(study: StudyDeclaration) -> bool:
    """Whether the family was fixed before the first quarterly look, as a family must be (METHODS 7.5)."""
    fixed_on = study.promises.equity.registered_on
    return fixed_on is not None and (study.starts_on is None or fixed_on <= study.starts_on + _QUARTER)


def _so_far(study: StudyDeclaration, look: int, index_on: pl.Series | None) -> tuple[float, ...]:
    """At each look so far, the people who had come as a part of all planned; nothing where that is not known."""
    if index_on is None or study.starts_on is None or not study.planned_participants:
        return ()
    ends = [pl.select(pl.lit(study.starts_on).dt.offset_by(f"{3 * (k + 1)}mo")).item() for k in range(look)]
    known = index_on.drop_nulls()
    parts = tuple(float((known < end).sum()) / study.planned_participants for end in ends)
    return tuple(part for part in parts if part > 0)


@lru_cache(maxsize=64)  # the same plan is asked for by every answer of a run
def _limit(looks: int, claims: int, so_far: tuple[float, ...]) -> tuple[float, bool]:
    """The limit, and whether it was computed again because people came otherwise than planned."""
    from research_kit.statistics.looks.look_plan import look_plan, revised_plan

    plan = look_plan(looks, claims=claims)
    for look in range(1, min(len(so_far), looks) + 1):  # each revision keeps what the one before it raised
        plan = revised_plan(plan, so_far[:look])
    return plan.z, plan.recomputed


@lru_cache(maxsize=64)
def _yellow_chance(loads: int) -> float:
    from research_kit.statistics.looks.chance_of_alarm import chance_of_low_alarm

    return chance_of_low_alarm(YELLOW_Z, loads)


def _coverage(z: float) -> float:
    return float(2 * ndtr(z) - 1)
