"""Whether the interval of a gap between two incidences covers the true gap as often as it says (METHODS 12.2)."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.analyses.gap_rows import gap_within_rows
from research_kit.analyses.groups import Groups
from research_kit.analyses.incidence_curves import incidence_curves
from research_kit.analyses.outcome_rows import Followed
from research_kit.counts import life_table
from research_kit.results import Thresholds

REPLICATES = 1_000
CAUSES = ("employment", "education", "terminal")


def drawn(part, people, hazards, rng):
    """One study per line: constant hazards per month, censored evenly between 6 and 36 months, whole days."""
    shape = (REPLICATES, people)
    total = sum(hazards)
    time, stop = rng.exponential(1 / total, shape), rng.uniform(6, 36, shape)
    cause = rng.choice(3, size=shape, p=np.array(hazards) / total) + 1
    return pl.DataFrame(
        {
            "line": np.repeat(np.arange(REPLICATES), people),
            "part": [part] * REPLICATES * people,
            "days": np.ceil(np.minimum(time, stop) * 30.4375).ravel(),
            "event": np.where(time <= stop, cause, 0).ravel(),
        }
    )


def incidence(hazards, months=12):
    total = sum(hazards)
    return hazards[0] / total * (1 - np.exp(-total * months))


@pytest.mark.parametrize(
    ("sizes", "group", "other"),
    [
        ((30, 30), (0.04, 0.02, 0.02), (0.04, 0.02, 0.02)),
        ((60, 60), (0.025, 0.02, 0.01), (0.045, 0.02, 0.01)),
        ((20, 100), (0.03, 0.01, 0.01), (0.04, 0.02, 0.02)),
    ],
)
def test_the_interval_covers_the_true_gap(sizes, group, other):
    rng = np.random.default_rng(20)
    people = pl.concat([drawn("group", sizes[0], group, rng), drawn("compared", sizes[1], other, rng)])
    counts = life_table(people, duration="days", event="event", by=["line", "part"])
    none = pl.DataFrame(schema={"line": pl.Int64, "part": pl.String, "reason": pl.String})
    unused = Groups(columns=(), splits=(), lines=none, cells=none, members=none)
    followed = Followed(
        name="strict", causes=CAUSES, life_table=counts, curves=incidence_curves(counts, causes=1),
        blocked=none, groups=unused, limits=Thresholds(),
    )  # fmt: skip
    gaps = gap_within_rows(followed).filter(pl.col("estimate").is_not_null())
    true = incidence(group) - incidence(other)
    covered = ((gaps["lower"] <= true) & (gaps["upper"] >= true)).mean()
    claimed = ((gaps["alarm_lower"] <= true) & (gaps["alarm_upper"] >= true)).mean()
    margin = 3 * np.sqrt(0.95 * 0.05 / gaps.height)  # three Monte Carlo standard errors: 2.1 points
    assert 0.935 - margin < covered < 0.965 + margin
    assert claimed > 0.985
    assert abs(gaps["estimate"].mean() - true) < 0.01
