"""The common indicators of Regulation (EU) 2021/1057, Annex I: who counts, and of whom it is not known.

Codes as in DOMAIN section 4; a study confirms them against the current Toolbox before it reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl

from research_kit.cohort.labour_at_entry import EMPLOYED, INACTIVE, LONG_TERM, UNEMPLOYED, UNEMPLOYED_UNSURE


@dataclass(frozen=True, kw_only=True, slots=True)
class Indicator:
    """One indicator: among whom, `counts` (true, false, or null: not known), and the facts without which it is blocked.

    `frame` is `entry_facts` or `after_leaving`; `due` who is judged at all; `horizon` the day it is about.
    """

    code: str
    counts: pl.Expr
    needs: tuple[str, ...] = ()
    frame: str = "entry_facts"
    due: str | None = None
    horizon: str = "entry"


_ENTRY = "entry"
_LABOUR = "labour_status_at_entry"
_UNKNOWN = "unknown"


def _among(column: str, *codes: str) -> pl.Expr:
    """Whether a fact is one of these codes; null where it is not stated."""
    stated = pl.col(column).is_not_null() & (pl.col(column) != _UNKNOWN)
    return pl.when(stated).then(pl.col(column).is_in(list(codes)))


def _long_term() -> pl.Expr:
    """Of the unemployed it may not be known since when they are."""
    return pl.when(pl.col(_LABOUR) != UNEMPLOYED_UNSURE).then(_among(_LABOUR, LONG_TERM))


def _aged(lower: int, upper: int) -> pl.Expr:
    return pl.col("age_years").is_between(lower, upper)


def _foreign_background() -> pl.Expr:
    """Born abroad, or parents born abroad; neither is citizenship, and not known is not no."""
    return _among("foreign_born", "yes") | _among("parents_born_abroad", "yes")


def _entry(number: int, counts: pl.Expr, *needs: str) -> Indicator:
    return Indicator(code=f"EECO{number:02}", counts=counts, needs=needs)


def _leaving(number: int, column: str | None) -> Indicator:
    counts = pl.col(column) if column else pl.lit(None, dtype=pl.Boolean())
    return Indicator(
        code=f"EECR{number:02}", counts=counts, needs=(column or "absent",), frame="after_leaving",
        due="due_28_days", horizon="exit_28_days",
    )  # fmt: skip


def _six_months_after(number: int, column: str | None) -> Indicator:
    counts = pl.col(column) if column else pl.lit(None, dtype=pl.Boolean())
    return Indicator(
        code=f"EECR{number:02}", counts=counts, needs=(column or "absent",), frame="after_leaving",
        due="due_6_months", horizon="exit_6_months",
    )  # fmt: skip


INDICATORS: tuple[Indicator, ...] = (
    _entry(1, pl.col("pid").is_not_null()),
    _entry(2, _among(_LABOUR, UNEMPLOYED, LONG_TERM, UNEMPLOYED_UNSURE), _LABOUR),
    _entry(3, _long_term(), _LABOUR),
    _entry(4, _among(_LABOUR, INACTIVE), _LABOUR),
    _entry(5, _among(_LABOUR, EMPLOYED), _LABOUR),
    _entry(6, pl.col("age_years") < 18, "age_years"),
    _entry(7, _aged(18, 29), "age_years"),
    _entry(8, pl.col("age_years") >= 55, "age_years"),
    _entry(9, _among("education", "<9y", "9y"), "education"),
    _entry(10, _among("education", "upper_sec"), "education"),
    _entry(11, _among("education", "post_sec"), "education"),
    _entry(12, _among("disability_support", "yes"), "disability_support"),
    _entry(13, _among("citizenship_band", "third_country", "stateless"), "citizenship_band"),
    _entry(14, _foreign_background(), "foreign_born", "parents_born_abroad"),
    _entry(15, pl.lit(None, dtype=pl.Boolean()), "absent"),
    _entry(16, _among("housing", "homeless", "temporary"), "housing"),
    _entry(17, pl.col("rural"), "rural"),
    _leaving(1, "searching"),
    _leaving(2, "studying"),
    _leaving(3, None),
    _leaving(4, "employed"),
    _six_months_after(5, "employed_6_months"),
    _six_months_after(6, None),
)
"""In the annex's order. Minorities (15), qualifications (EECR03) and an improved situation (EECR06) are in no table of
METHODS section 1: they stay blocked until a study has them."""

HORIZONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"exit_28_days": ("left_28_days", "due_28_days"), "exit_6_months": ("left_6_months", "due_6_months")}
)
"""Horizon -> the row that says how many have left so long ago, and the flag of who has."""
