"""What people live on in each status, as far as somebody has asked.

Drawn from a stream of its own: nothing else that is drawn for a study changes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import polars as pl

from research_kit.study.codes import UNKNOWN_INCOME
from research_kit.synthetic.participants import draw_codes

_Shares = tuple[tuple[str, float], ...]

_WAITING: _Shares = (("unemployment_benefit", 0.55), ("income_support", 0.37), ("other", 0.08))
INCOMES: Mapping[str, _Shares] = MappingProxyType(
    {
        "ord_emp": (("work", 0.93), ("income_support", 0.04), ("other", 0.03)),
        "sub_emp": (("work", 0.92), ("income_support", 0.05), ("other", 0.03)),
        "self_emp": (("own_business", 0.80), ("income_support", 0.15), ("work", 0.05)),
        "regular_edu": (("student_aid", 0.80), ("income_support", 0.10), ("work", 0.05), ("other", 0.05)),
        "sfi": (("introduction_benefit", 0.40), ("income_support", 0.60)),
        "internship": _WAITING,
        "programme": _WAITING,
        "unemployed": _WAITING,
        "parental_leave": (("parental_benefit", 0.90), ("income_support", 0.10)),
        "sick": (("sickness_benefit", 0.78), ("income_support", 0.22)),
        "retired": (("pension", 0.85), ("sickness_benefit", 0.15)),
        "died": ((UNKNOWN_INCOME, 1.0),),
    }
)
"""Status -> source of income, share."""

_SAID_UNKNOWN = 0.4
"""Share of what is not known that somebody wrote down as unknown; the rest is left empty."""


def draw_incomes(records: pl.DataFrame, *, known: float, rng: np.random.Generator) -> pl.Series:
    """The source of income in each record of a status; records of the same spell say the same.

    Parameters
    ----------
    records
        One row per record: `row` (of the person), `start_on` (the true day), `kind`.
    known
        Share of the spells of which it is known (0: nobody asks, and all are empty).
    rng
        Source of randomness; a stream spawned from it is used, it is not drawn from itself.

    Returns
    -------
    A code, `unknown`, or nothing, row by row.
    """
    if not known:
        return pl.Series("income_source", [None], dtype=pl.String).new_from_index(0, records.height)
    spells = records.select("row", "start_on", "kind").unique(maintain_order=True)
    drawn = spells.with_columns(income_source=_drawn(spells["kind"], known, rng.spawn(1)[0]))
    joined = records.join(drawn, on=["row", "start_on", "kind"], how="left", validate="m:1", maintain_order="left")
    return joined["income_source"]


def _drawn(kinds: pl.Series, known: float, rng: np.random.Generator) -> pl.Series:
    of_kind = {kind: draw_codes(shares, kinds.len(), rng) for kind, shares in INCOMES.items()}
    is_known, is_said = rng.random(kinds.len()) < known, rng.random(kinds.len()) < _SAID_UNKNOWN
    source = pl.coalesce(
        pl.when(kinds == kind).then(pl.Series(codes).cast(pl.String)) for kind, codes in of_kind.items()
    )
    unknown = pl.when(pl.Series(is_said)).then(pl.lit(UNKNOWN_INCOME))
    return pl.select(pl.when(pl.Series(is_known)).then(source).otherwise(unknown)).to_series()
