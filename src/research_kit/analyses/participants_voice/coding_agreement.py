"""How far the two coders of a study agree, theme by theme: for those who code."""

from __future__ import annotations

import numpy as np
import polars as pl

from research_kit.provenance import seed_of
from research_kit.statistics import theme_agreement
from research_kit.study.study import Study


def coding_agreement(study: Study) -> pl.DataFrame:
    """How far two coders gave the same themes to the same needs, theme by theme and for all: not for release.

    Parameters
    ----------
    study
        An opened study, with needs.

    Returns
    -------
    One row per theme and one for all of them, as `statistics.theme_agreement` gives it: `theme`, `n`, `kappa`, `ac1`
    with limits, `coded_twice`, `quantified`, `reason`.

    Raises
    ------
    EstimateError
        Fewer than two needs are coded twice.

    References
    ----------
    METHODS M6.5.
    """
    needs = study.table("need").filter(pl.col("coder1").is_not_null() & pl.col("still_wanted").fill_null(True))
    rng = np.random.default_rng(seed_of("M6.5", study.data_hash, "coding"))
    return theme_agreement(needs.select("pid", "coder1", "coder2"), id="pid", first="coder1", second="coder2", rng=rng)
