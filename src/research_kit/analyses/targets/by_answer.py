"""Targets that rest on what participants answer, beside where they are (METHODS M9.1, M6.4).

Whoever is in work is known from a register far more often than others answer a question, so a share among all of whom
something is known would be too high. The two are estimated apart and put together: the share in work or education, and
of the others the share that says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from research_kit.analyses.incidence_curves import CONFIDENCE
from research_kit.analyses.targets.horizon import in_states, reached
from research_kit.analyses.targets.occupancy import VALUES, Occupancy
from research_kit.statistics import wilson
from research_kit.statistics.multistate.occupation_limits import occupation_limits
from research_kit.study.targets import DenominatorRule, NumeratorRule


@dataclass(frozen=True, kw_only=True, slots=True)
class AnsweredShare:
    """What is asked: `answers` has `pid, says_so`, or is null where the study has no answers."""

    occupancy: Occupancy
    rule: NumeratorRule
    answers: pl.DataFrame | None

    @property
    def _apart(self) -> tuple[str, ...]:
        """The states whose people need no answer, or whose answers do not count."""
        return self.rule.states or self.rule.not_in

    def of(self, members: pl.DataFrame, denominator: DenominatorRule, occupied: pl.DataFrame) -> pl.DataFrame:
        """Per line as `Occupancy.of`, whose result for them is `occupied`; and `answered`, the share of those due that
        should have answered and did.

        `n` counts those in the denominator whose horizon has passed, as far as their state is known; `unknown` those of
        them of whom it is not known whether they have reached the target.

        Notes
        -----
        Those who did not answer are taken to be as those of the same line who did.
        """
        people = members.join(
            reached(self.occupancy.at, self.rule, self.answers), on="pid", how="inner", validate="m:1"
        )
        counts = self._counts(people, denominator)
        if self.answers is None:
            nothing = [pl.lit(None, dtype=pl.Float64()).alias(name) for name in VALUES]
            return counts.with_columns(*nothing).drop("asked", "said", "yes")
        joined = self._with_answered_share(counts)
        if not denominator.not_in and self._apart:
            joined = self._put_together(joined, occupied)
        return joined.drop("asked", "said", "yes")

    def _counts(self, people: pl.DataFrame, denominator: DenominatorRule) -> pl.DataFrame:
        outside = in_states(denominator.not_in).fill_null(False) if denominator.not_in else pl.lit(False)
        apart = in_states(self._apart) if self._apart else pl.lit(False)
        due, asked = pl.col("is_mature") & ~outside, pl.col("is_mature") & ~apart.fill_null(True)
        says_so = pl.col("says_so") if self.answers is not None else pl.lit(None, dtype=pl.Boolean())
        known = pl.col("reached").is_not_null()
        flags = {
            "people": pl.col("pid").is_not_null(),
            "n": due,
            "events": due & known & pl.col("reached").fill_null(False),
            "unknown": due & ~known,
            "asked": asked,
            "said": asked & says_so.is_not_null(),
            "yes": asked & says_so.fill_null(False),
        }
        summed = [flag.cast(pl.Int64).sum().alias(name) for name, flag in flags.items()]
        lines = people.group_by("line").agg(summed).sort("line")
        answered = pl.when(pl.lit(self.answers is not None) & (pl.col("asked") > 0)).then(
            pl.col("said") / pl.col("asked")
        )
        return lines.with_columns(answered=answered)

    def _with_answered_share(self, counts: pl.DataFrame) -> pl.DataFrame:
        yes, said = counts["yes"].to_numpy(), counts["said"].to_numpy()
        limits = wilson(yes, said, confidence=CONFIDENCE)
        claimed = wilson(yes, said, confidence=self.occupancy.alarm_confidence)
        shares = counts.hstack(limits.with_columns(alarm_lower=claimed["lower"], alarm_upper=claimed["upper"]))
        return shares.with_columns(std_error=(pl.col("estimate") * (1 - pl.col("estimate")) / pl.col("said")).sqrt())

    def _put_together(self, shares: pl.DataFrame, occupied: pl.DataFrame) -> pl.DataFrame:
        there = occupied.select("line", there="estimate", there_error="std_error")
        both = shares.join(there, on="line", how="left", validate="1:1", maintain_order="left")
        says, inside = pl.col("estimate"), pl.col("there")
        others = (1 - inside) * says
        estimate, by_state = (inside + others, 1 - says) if self.rule.states else (others, says)
        error = ((by_state * pl.col("there_error")) ** 2 + ((1 - inside) * pl.col("std_error")) ** 2).sqrt()
        put = both.with_columns(estimate=estimate, std_error=error)
        return put.with_columns(self._limits(put)).drop("there", "there_error")

    def _limits(self, rows: pl.DataFrame) -> list[pl.Series]:
        estimate, error = (
            rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("estimate", "std_error")
        )
        said = rows["said"].cast(pl.Float64).to_numpy()
        columns = []
        for confidence, prefix in ((CONFIDENCE, ""), (self.occupancy.alarm_confidence, "alarm_")):
            limits = occupation_limits(estimate, error, said, interval="logit", confidence=confidence)
            for name, values in zip(("lower", "upper"), limits, strict=True):
                columns.append(pl.Series(f"{prefix}{name}", values).fill_nan(None))
        return columns
