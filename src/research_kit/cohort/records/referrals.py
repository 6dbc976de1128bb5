"""Who was referred to the project, by whom, and what was decided."""

from __future__ import annotations

import polars as pl

from research_kit.cohort.flow import decisions_that_count
from research_kit.cohort.records.project_records import empty
from research_kit.cohort.records.scope import Scope


def referrals(scope: Scope) -> pl.DataFrame:
    """One row per person referred: the first referral, and the decision that counts, as the flow table counts it."""
    if "referral" not in scope.tables:
        return empty("referrals")
    made = scope.until_cut("referrals", "referral", "referred_on")
    first = first_referrals(made)
    scope.losses.add("referrals", "not_the_first", made.height - first.height)
    counts = decisions_that_count(made, scope.cut)
    joined = first.select("pid", "org_id", "referred_on").join(counts, on="pid", how="left", validate="1:1")
    return scope.select("referrals", joined.sort("pid"))


def first_referrals(made: pl.DataFrame) -> pl.DataFrame:
    """The first referral of each person; of two on one day the one decided first."""
    ordered = made.sort("pid", "referred_on", "decided_on", "ref_id", nulls_last=True)
    return ordered.unique("pid", keep="first", maintain_order=True)
