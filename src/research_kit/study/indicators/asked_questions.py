"""Which questions of the follow-ups the board's indicators rest on, from when until when."""

from __future__ import annotations

import polars as pl

from research_kit.study.indicators.registry import IndicatorRegistry

_SCHEMA = {
    "indicator": pl.String, "version": pl.Int64, "scale": pl.String, "item": pl.String, "item_ver": pl.Int64,
    "wording": pl.String, "from_on": pl.Date, "until_on": pl.Date, "range_lo": pl.Int64, "range_hi": pl.Int64,
    "at_least": pl.Float64,
}  # fmt: skip


def asked_items(registry: IndicatorRegistry) -> pl.DataFrame:
    """One row per indicator about participants, version and question.

    Parameters
    ----------
    registry
        A board's indicators.

    Returns
    -------
    `indicator, version, scale, item, item_ver, wording, from_on, until_on` (half-open; null: still asked), `range_lo,
    range_hi` (the lowest and the highest answer) and `at_least` (the least that counts).
    """
    rows = [
        (
            one.code, v.version, v.answers.scale, asked.item, asked.ver, asked.wording, v.from_on, v.until_on,
            *v.answers.range, v.answers.at_least,
        )
        for one in registry.about_participants
        for v in one.versions
        if v.answers is not None
        for asked in v.answers.items
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
