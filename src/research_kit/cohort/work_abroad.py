"""Work abroad: it counts when somebody has asked the person, and a Swedish register says nothing about it.

A register at home sees neither that a job in Denmark began nor that it goes on; to it the person is still unemployed.
So a start abroad that no follow-up has verified is neither yes nor no, and "unemployed" according to a register
alone is no evidence against a job abroad that has begun (METHODS 1.1).
"""

from __future__ import annotations

import polars as pl

from research_kit.study.codes import ABROAD

REGISTER = "register"
_DAY = pl.duration(days=1)


def is_unverified_abroad() -> pl.Expr:
    """True for work abroad that nobody but a register has told of; where the place is not known, it is at home."""
    asked = pl.col("verified_by").is_not_null() & (pl.col("verified_by") != REGISTER)
    return ((pl.col("work_place") == ABROAD) & (pl.col("role") == "success") & ~asked).fill_null(False)


def without_blind_register(spells: pl.DataFrame) -> pl.DataFrame:
    """The statuses, those without work that rest on a register alone no longer verified while a job abroad may last.

    Parameters
    ----------
    spells
        One row per status, as `place_statuses` makes them: `row, pid, role, lo, hi, end_hi, verified_by, work_place,
        verified_until`.

    Returns
    -------
    The same rows with `verified_until` moved back to the day before the job abroad may have begun (null where the
    status itself cannot have begun by then).
    """
    abroad = spells.filter((pl.col("work_place") == ABROAD) & (pl.col("role") == "success"))
    if abroad.is_empty():
        return spells
    blind = spells.filter(
        pl.col("role").is_in(["at_risk", "temporary"])
        & (pl.col("verified_by") == REGISTER)
        & pl.col("verified_until").is_not_null()
    )
    jobs = abroad.select("pid", job_lo=pl.col("lo").fill_null(pl.date(1, 1, 2)), job_end="end_hi")
    during = (pl.col("verified_until") >= pl.col("job_lo")) & (
        pl.col("verified_until") < pl.col("job_end").fill_null(pl.date(9999, 1, 1))
    )
    capped = (
        blind.join(jobs, on="pid", how="inner").filter(during).group_by("row").agg(before=pl.col("job_lo").min() - _DAY)
    )
    joined = spells.join(capped, on="row", how="left", validate="1:1", maintain_order="left")
    until = pl.min_horizontal("verified_until", "before")
    contradicted = pl.col("before").is_not_null() & (until < pl.coalesce("lo", "hi"))
    return joined.with_columns(verified_until=pl.when(~contradicted).then(until)).drop("before")
