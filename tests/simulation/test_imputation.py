"""Do imputed covariates give unbiased hazard ratios that cover, where complete cases do not?

300 participants; whether they have work experience in years (`years`) and their education (`level`, three levels) are
known depends on the event and on a covariate that everybody has (`woman`): missing at random, by the outcome. Fixed
seeds; margins are 3 Monte Carlo standard errors.

Run at 1,000 replications of 10 imputations (`python tests/simulation/test_imputation.py`), in the order of TRUTH: bias
-.020, -.037, +.022, -.019 (Monte Carlo standard error .003 to .006): at most a quarter of a standard error towards
none, as White and Royston (2009) found of this approximate model; coverage 94.8, 95.5, 96.7, 95.8 %. Complete
cases: bias +.039, +.023, -.091, -.382, coverage of the last 51 %; their estimates spread 20 to 35 % wider.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from research_kit.statistics.imputation.impute_covariates import impute_covariates
from research_kit.statistics.imputation.pooled import pooled
from research_kit.statistics.regression.cox import cox

N = 300
REPLICATIONS = 100
TRUTH = np.array([0.5, 0.6, -0.6, 0.5])  # years, level=b, level=c, woman
KNOWN_BIAS = 0.02  # see above; two terms come to .04, within the margin beside it
COVARIATES = ["years", "level", "woman"]
MARGIN = 3 * np.sqrt(0.95 * 0.05 / REPLICATIONS)


def study(rng):
    woman = rng.integers(0, 2, N)
    years = 0.5 * woman + rng.normal(size=N)
    level = (rng.random(N)[:, None] > np.array([0.4, 0.75]) - 0.1 * woman[:, None]).sum(axis=1)
    effect = TRUTH[0] * years + np.array([0, *TRUTH[1:3]])[level] + TRUTH[3] * woman
    work, end = rng.exponential(12 / np.exp(effect)), rng.uniform(6, 24, N)
    has_work = work <= end
    share = np.where(has_work, np.where(woman == 1, 0.4, 0.15), np.where(woman == 1, 0.05, 0.25))
    unknown = rng.random((2, N)) < share
    frame = pl.DataFrame({"month": np.minimum(work, end), "work": has_work, "years": years, "woman": woman})
    return frame.with_columns(
        level=pl.Series(np.array(["a", "b", "c"])[level], dtype=pl.Enum(["a", "b", "c"])),
        late_years=pl.Series(unknown[0]),
        late_level=pl.Series(unknown[1]),
    ).select(
        "month",
        "work",
        "woman",
        years=pl.when(~pl.col("late_years")).then("years"),
        level=pl.when(~pl.col("late_level")).then("level"),
    )


def fitted(frame):
    table = cox(frame, duration="month", event="work", covariates=COVARIATES).coefficients
    return table["estimate"].to_numpy(), table["std_error"].to_numpy() ** 2


def one_study(rng, imputations):
    """Estimates, lower and upper limits: of complete cases, and of imputations."""
    frame = study(rng)
    estimate, variance = fitted(frame.drop_nulls())
    half = 1.96 * np.sqrt(variance)
    imputed = impute_covariates(
        frame, covariates=COVARIATES, duration="month", event="work", imputations=imputations, rng=rng
    )
    estimates, variances = zip(*map(fitted, imputed.frames), strict=True)
    table = pooled(estimates, variances)
    return np.array(
        [[estimate, estimate - half, estimate + half], table.select("estimate", "lower", "upper").to_numpy().T]
    )


def simulated(replications, seed, imputations):
    """Replications x (complete cases, imputed) x (estimate, lower, upper) x terms."""
    rng = np.random.default_rng(seed)
    return np.stack([one_study(rng, imputations) for _ in range(replications)])


@pytest.mark.slow
def test_imputed_hazard_ratios_are_unbiased_and_cover_where_complete_cases_fail():
    found = simulated(REPLICATIONS, 35, 5)
    bias = found[:, :, 0].mean(axis=0) - TRUTH
    error = found[:, :, 0].std(axis=0) / np.sqrt(REPLICATIONS)
    assert (np.abs(bias[1]) <= KNOWN_BIAS + 3 * error[1]).all()
    covered = ((found[:, 1, 1] <= TRUTH) & (found[:, 1, 2] >= TRUTH)).mean(axis=0)
    assert (covered >= 0.95 - MARGIN).all()
    assert (covered <= 0.97 + MARGIN).all()
    assert 0.95 - MARGIN / 2 <= covered.mean() <= 0.96 + MARGIN / 2  # four terms, nearly independent
    # Complete cases: the effect of `woman` is wrong, because what is known of women depends on their having work.
    assert bias[0, 3] <= -4 * error[0, 3]
    assert (found[:, 1, 0].std(axis=0) < found[:, 0, 0].std(axis=0)).all()


if __name__ == "__main__":  # the figures quoted above
    many = simulated(1_000, 35, 10)
    print("bias", (many[:, :, 0].mean(axis=0) - TRUTH).round(4))
    print("error", (many[:, :, 0].std(axis=0) / np.sqrt(len(many))).round(4))
    print("coverage", ((many[:, :, 1] <= TRUTH) & (many[:, :, 2] >= TRUTH)).mean(axis=0).round(3))
    print("spread", many[:, :, 0].std(axis=0).round(4))
