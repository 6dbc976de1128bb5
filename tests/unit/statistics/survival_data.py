"""Small inputs of the survival tests."""

from __future__ import annotations

import polars as pl

import research_kit as rk

# Freireich et al. (1963), Blood 21:699-716: weeks in remission, 6-MP arm and placebo arm.
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SIX_MP_RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def leukaemia():
    frame = pl.DataFrame(
        {
            "weeks": SIX_MP + PLACEBO,
            "relapsed": SIX_MP_RELAPSED + [1] * len(PLACEBO),
            "arm": ["6-MP"] * len(SIX_MP) + ["placebo"] * len(PLACEBO),
        }
    )
    return rk.counts.life_table(frame, duration="weeks", event="relapsed", by="arm")


def life_table(durations, events, **columns):
    frame = pl.DataFrame({"months": durations, "cause": events, **columns})
    return rk.counts.life_table(frame, duration="months", event="cause", by=list(columns))
