"""The fitted models of the interval route: one for each line, and for whom it is compared with (METHODS M3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from research_kit.analyses.incidence_curves import ALARM_CONFIDENCE, CONFIDENCE, DAYS_PER_MONTH, KEY
from research_kit.analyses.outcome_counts import LINE
from research_kit.errors import EstimateError
from research_kit.results import Thresholds
from research_kit.statistics import clopper_pearson, distance_to_turnbull, interval_censored, turnbull
from research_kit.statistics.intervals.interval_model import IntervalModel

WAVE_DAYS = 3 * DAYS_PER_MONTH
FEW_PEOPLE, FEW_EVENTS, UNSTABLE = "FEW_PEOPLE", "FEW_EVENTS", "UNSTABLE"
_LIMITS = {CONFIDENCE: ("lower", "upper"), ALARM_CONFIDENCE: ("alarm_lower", "alarm_upper")}
_TIMES: dict[str, Any] = {"left": "left", "right": "right", "event": "event", "weight": "people"}


@dataclass(frozen=True, kw_only=True, slots=True)
class IntervalFits:
    """Models by line and part; `too_thin` says of which lines there is none, and why: `line, part, reason`."""

    models: Mapping[tuple[int, str], IntervalModel] = field(repr=False)
    counts: pl.DataFrame = field(repr=False)
    too_thin: pl.DataFrame

    def curves(self, *, causes: int) -> pl.DataFrame:
        """The share that has had an event of each of the first causes, at every quarterly wave; in days.

        Returns
        -------
        The columns of `incidence_curves`, and `unknown`. `events` are those known to have happened by the wave and
        not by the one before; lines without a model have rows without estimates.
        """
        known = pl.concat([_known_at_waves(self.counts, cause) for cause in range(1, causes + 1)])
        estimates = [
            _estimates(model, line, part, _waves(self.counts, line, part))
            for (line, part), model in self.models.items()
        ]
        joined = known.join(pl.concat([_NO_ESTIMATE, *estimates]), on=[*KEY, "time"], how="left", validate="1:1")
        return _with_edges(_with_causes_without_events(joined)).sort(*KEY, "time")

    def medians(self) -> pl.DataFrame:
        """The day by which half have had the first cause's event, with limits: one row per line and part."""
        rows = [{"line": line, "part": part} | _median(model) for (line, part), model in self.models.items()]
        return pl.DataFrame(rows, schema=_MEDIAN)

    def areas(self, tau: float, *, competes: bool) -> pl.DataFrame:
        """Days after the first cause's event (competing), or without any, in the first `tau` days.

        Returns
        -------
        One row per line and part: `estimate, std_error` in days; null where tau is later than anybody was followed.
        """
        rows = []
        for (line, part), model in self.models.items():
            cause = _first_cause(model)
            if competes and cause is None:
                continue
            area = model.restricted_mean(tau, cause=cause if competes else None)
            rows.append({"line": line, "part": part} | area.select("estimate", "std_error").row(0, named=True))
        return pl.DataFrame(rows, schema=_AREA)

    def distances_to_turnbull(self) -> dict[int, float | None]:
        """Per line, how far the fitted curve is from Turnbull's at the waves of the first year, at most."""
        waves = [wave * WAVE_DAYS for wave in range(1, 5)]
        found = {}
        for (line, part), model in self.models.items():
            rows = self.counts.filter((pl.col("line") == line) & (pl.col("part") == part))
            if part == "group" and not (rows["entry"] > 0).any():
                estimate = turnbull(rows, left="left", right="right", weight="people")
                found[line] = distance_to_turnbull(model, estimate, waves)["distance"].max()
        return found  # type: ignore[return-value]


def _with_causes_without_events(curves: pl.DataFrame) -> pl.DataFrame:
    """A cause that no model of the line has, because nobody had it: 0, with Clopper and Pearson's limits for none."""
    another = pl.col("estimate").max().over(*LINE, "time").is_not_null() & pl.col("estimate").is_null()
    people = curves["at_risk_start"].to_numpy()
    none = dict.fromkeys(("estimate", "std_error", "lower", "alarm_lower"), pl.lit(0.0))
    for confidence, (_, upper) in _LIMITS.items():
        highest = clopper_pearson(np.zeros(len(people)), np.maximum(people, 1), confidence=confidence)["upper"]
        none[upper] = pl.lit(highest)
    return curves.with_columns(pl.when(another).then(value).otherwise(name).alias(name) for name, value in none.items())


def _with_edges(curves: pl.DataFrame) -> pl.DataFrame:
    """A share so close to 0 or 1 that its scale has no limits there has those of the whole scale."""
    known = pl.col("estimate").is_not_null()
    edges = {"lower": 0.0, "upper": 1.0, "alarm_lower": 0.0, "alarm_upper": 1.0}
    filled = (pl.when(known).then(pl.col(name).fill_null(edge)).alias(name) for name, edge in edges.items())
    return curves.with_columns(filled)


def fit_intervals(counts: pl.DataFrame, *, limits: Thresholds) -> IntervalFits:
    """A model for every line and part with enough people and events of the first cause.

    Parameters
    ----------
    counts
        As `count_intervals` gives them.
    limits
        The thresholds: at least `interval_n` people and `interval_events` events.
    """
    models: dict[tuple[int, str], IntervalModel] = {}
    thin: list[tuple[int, str, str]] = []
    for key, rows in counts.partition_by(LINE, as_dict=True, include_key=False).items():
        line, part = int(str(key[0])), str(key[1])
        reason = _too_thin(rows, limits)
        if not reason:
            try:
                models[line, part] = interval_censored(rows, **_TIMES, entry="entry")
            except EstimateError:  # no maximum inside, or a Hessian that is not positive definite
                reason = UNSTABLE
        if reason:
            thin.append((line, part, reason))
    lacking = pl.DataFrame(thin, schema={**_LINE, "reason": pl.String()}, orient="row")
    return IntervalFits(models=models, counts=counts, too_thin=lacking)


def _too_thin(rows: pl.DataFrame, limits: Thresholds) -> str:
    if rows["people"].sum() < limits.interval_n:
        return FEW_PEOPLE
    return FEW_EVENTS if rows.filter(pl.col("event") == 1)["people"].sum() < limits.interval_events else ""


def _median(model: IntervalModel) -> dict[str, object]:
    cause, row = _first_cause(model), dict[str, object](cause=1)
    for confidence, (lower, upper) in _LIMITS.items() if cause is not None else ():
        found = model.quantile(0.5, cause=cause, confidence=confidence).row(0, named=True)
        row |= {"estimate": found["time"], lower: found["lower"], upper: found["upper"]}
    return row


def _first_cause(model: IntervalModel) -> int | None:
    return 1 if 1 in model.causes else None


def _waves(counts: pl.DataFrame, line: int, part: str) -> list[float]:
    """The waves up to the last time seen of a line, and those of the first year in any case."""
    rows = counts.filter((pl.col("line") == line) & (pl.col("part") == part))
    last = rows.select(pl.max_horizontal("left", "right").max()).item() or 0.0
    return [wave * WAVE_DAYS for wave in range(1, max(4, int(last // WAVE_DAYS)) + 1)]


def _known_at_waves(counts: pl.DataFrame, cause: int) -> pl.DataFrame:
    """What is known of the people of each line at every wave, and of the events of one cause."""
    keys = counts.select(LINE).unique(maintain_order=True).rows()
    grid = pl.concat(
        [
            pl.DataFrame({"line": line, "part": part, "time": _waves(counts, line, part)}, schema_overrides=_LINE)
            for line, part in keys
        ]
    )
    crossed = counts.join(grid, on=list(LINE), how="inner")
    time, people = pl.col("time"), pl.col("people")
    is_in = pl.when(pl.col("entry") > 0).then("entry").otherwise(-1.0) < time
    in_first_piece = people.filter(pl.col("entry") < WAVE_DAYS).sum()
    by_then = pl.col("right") <= time
    summed = crossed.group_by(*LINE, "time", maintain_order=True).agg(
        n=people.sum(),
        at_risk=people.filter(is_in & (pl.col("left") >= time)).sum(),
        events_so_far=people.filter(by_then & (pl.col("event") == cause)).sum(),
        unknown=people.filter((pl.col("left") < time) & ~by_then.fill_null(False)).sum(),
        at_risk_start=in_first_piece,
    )
    so_far = pl.col("events_so_far")
    return summed.sort(*LINE, "time").with_columns(
        cause=pl.lit(cause, dtype=pl.Int64),
        events=(so_far - so_far.shift(1, fill_value=0)).over(LINE),
        fewest_at_step=pl.col("at_risk").cum_min().over(LINE),
    )


def _estimates(model: IntervalModel, line: int, part: str, waves: Sequence[float]) -> pl.DataFrame:
    """The model's incidences at the waves, with both pairs of limits."""
    found = {level: model.cumulative_incidence(waves, confidence=level) for level in _LIMITS}
    claim = found[ALARM_CONFIDENCE].select(alarm_lower="lower", alarm_upper="upper")
    both = found[CONFIDENCE].hstack(claim)
    return both.select(pl.lit(line, dtype=pl.Int64).alias("line"), pl.lit(part).alias("part"), *_VALUES)


_LINE = {"line": pl.Int64(), "part": pl.String()}
_VALUES = ("cause", "time", "estimate", "std_error", "lower", "upper", "alarm_lower", "alarm_upper")
_NO_ESTIMATE = pl.DataFrame(
    schema={**_LINE, "cause": pl.Int64(), **dict.fromkeys(_VALUES[1:], pl.Float64())},
)
_MEDIAN = {
    **_LINE,
    "cause": pl.Int64(),
    **dict.fromkeys(("estimate", "lower", "upper", "alarm_lower", "alarm_upper"), pl.Float64()),
}
_AREA = {**_LINE, "estimate": pl.Float64(), "std_error": pl.Float64()}
