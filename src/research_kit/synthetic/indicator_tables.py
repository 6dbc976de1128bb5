"""The values of the board's indicators that are not about participants: table indicator_value (METHODS 1).

Everything is invented. Staff are few: some of their numbers are too small to be shown, as they would be.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl

from research_kit.synthetic.truth import StudyTruth

STAFF, ROOMS = 26, 9
"""People who work in the project, and rooms that it uses."""
_FROM_STAFF = ("staff_trained_share", "staff_women_share", "employer_contacts", "accessible_premises_share")
MUNICIPALITY = _FROM_STAFF
"""The indicators that the municipality follows; the others the project follows itself."""
_SENSES = {"accessible_activities_share": 12, "accessible_communication_share": 20, "accessible_information_share": 15}
"""How many activities, meetings and printed matters there are, of which so many are for everybody to use."""
_SURVEY = "partners_equality"


class _Quarter(NamedTuple):
    name: str
    last_on: date
    place: int
    """0 is the first."""


def indicator_value_table(truth: StudyTruth, *, rng: np.random.Generator) -> pl.DataFrame:
    """One row per indicator, quarter and organisation (`all`: the whole project)."""
    quarters = _quarters(truth.starts_on, truth.ends_on)
    rows = [_staff_row(indicator, quarter, rng) for quarter in quarters for indicator in _FROM_STAFF]
    # A stream of their own, so that nothing else of a study changes with the indicators that its board follows.
    own = rng.spawn(1)[0]
    rows += [_sense_row(name, number, one, own) for one in quarters for name, number in _SENSES.items()]
    asked = [one for one in quarters if one.name.endswith(("Q2", "Q4"))]
    rows += [row for quarter in asked for row in _survey_rows(truth, quarter, own)]
    return pl.DataFrame(rows, schema_overrides={"value": pl.Float64, "n": pl.Int64})


def _staff_row(indicator: str, quarter: _Quarter, rng: np.random.Generator) -> dict[str, object]:
    level = float(rng.uniform(0, 1)) if indicator.endswith("share") else float(rng.integers(5, 40))
    rng.integers(12, 40)  # kept, so that the rest of a study stays what it was when values had a random n
    if indicator == "employer_contacts":
        return _row(indicator, quarter, value=level)
    if indicator == "accessible_premises_share":
        return _row(indicator, quarter, value=round(4 + 5 * level) / ROOMS, n=ROOMS)
    lowest = 0.30 + 0.03 * quarter.place if indicator == "staff_trained_share" else 0.62
    part = round(STAFF * min(lowest + 0.12 * level, 1.0))
    return _row(indicator, quarter, value=part / STAFF, n=STAFF)


def _sense_row(indicator: str, number: int, quarter: _Quarter, rng: np.random.Generator) -> dict[str, object]:
    part = rng.binomial(number, min(0.45 + 0.03 * quarter.place, 0.95))
    return _row(indicator, quarter, value=part / number, n=number)


def _survey_rows(truth: StudyTruth, quarter: _Quarter, rng: np.random.Generator) -> list[dict[str, object]]:
    """How equal the partners find their work together, 1 to 5: of each organisation that refers, and of all."""
    refers = [code for code, _, role in truth.organisations if role != "other"]
    answers = {code: np.clip(rng.normal(3.2 + 0.05 * quarter.place, 0.8, rng.integers(5, 10)), 1, 5) for code in refers}
    together = {"all": np.concatenate(list(answers.values())), **answers}
    return [
        _row(_SURVEY, quarter, value=float(given.mean()), n=given.size) | {"org_id": code}
        for code, given in together.items()
    ]


def _row(indicator: str, quarter: _Quarter, *, value: float, n: int | None = None) -> dict[str, object]:
    return {
        "indicator": indicator,
        "period": quarter.name,
        "org_id": "all",
        "value": round(value, 2),
        "n": n,
        "reference": "Projektets egen uppföljning",
        "recorded_at": quarter.last_on + timedelta(days=12),
    }


def _quarters(first: date, last: date) -> list[_Quarter]:
    """The calendar quarters that end within the project."""
    quarters: list[_Quarter] = []
    start = date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
    while start <= last:
        following = date(start.year + start.month // 10, (start.month + 2) % 12 + 1, 1)
        last_on = following - timedelta(days=1)
        if first <= last_on <= last:
            quarters.append(_Quarter(f"{start.year}-Q{(start.month + 2) // 3}", last_on, len(quarters)))
        start = following
    return quarters
