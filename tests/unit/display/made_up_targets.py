"""Made-up answers `targets` and `esf_plus`: every number is invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from research_kit.disclosure.released_table import ReleasedAnswer
from research_kit.results import Subject
from tests.unit.display.made_up import samba_subject
from tests.unit.display.made_up_process import BY, shares
from tests.unit.display.made_up_tables import group_of, released

Row = dict[str, Any]
READINGS = ({"outcome": "work_or_education"}, {"outcome": "closer", "cause": "A"}, {"outcome": "closer", "cause": "B"})
VERDICTS = ("CANNOT_TELL", "ABOVE", "BELOW")


def _subject() -> Subject:
    labels = {
        "work_or_education": {"sv": "I arbete eller studier", "en": "In work or education"},
        "closer": {"sv": "Närmare arbetsmarknaden", "en": "Closer to the labour market"},
        "participants": {"sv": "Deltagare", "en": "Participants"},
    }
    return replace(samba_subject(), codes={"target": labels})


def _attainment() -> list[Row]:
    rows = shares("share_attained", [{**reading, "time": 12.0} for reading in READINGS])
    of = {(reading["outcome"], reading.get("cause")): v for reading, v in zip(READINGS, VERDICTS, strict=True)}
    rows = [row | ({} if row.get("reason") else {"reason": of[row["outcome"], row.get("cause")]}) for row in rows]
    return rows + [
        {**reading, "time": 12.0, "statistic": "target_value", "estimate": value, "unit": "share", "status": "ok"}
        for reading, value in zip(READINGS, (0.4, 0.5, 0.5), strict=True)
    ]


def _progress() -> list[Row]:
    base = {"outcome": "participants", "unit": "participants", "status": "ok"}
    counts = (((), 168), (("woman",), 88), (("man",), 80))
    rows = [{**base, **group_of(key), "statistic": "reached", "n": n} for key, n in counts]
    return [*rows, {**base, "statistic": "target_value", "estimate": 240.0}]


def _forecast() -> list[Row]:
    base = {"outcome": "work_or_education", "unit": "participants", "status": "ok"}
    limits = {"lower": 75.0, "upper": 117.0, "alarm_lower": 82.0, "alarm_upper": 110.0}
    return [
        {**base, "statistic": "forecast_final", "n": 78, "estimate": 95.0, **limits},
        {**base, "statistic": "target_value", "estimate": 96.0},
        {**base, "statistic": "chance_of_reaching", "estimate": 0.5, "unit": "share"},
    ]


def _backtest() -> list[Row]:
    values = {"n": 6, "estimate": 0.83, "lower": 0.44, "upper": 0.97, "unit": "share", "status": "ok"}
    return [{"statistic": f"hit_rate_{part}", **values} for part in (80, 95)]


def targets() -> ReleasedAnswer:
    tables = {
        "attainment": released("attainment", _attainment(), BY, method_id="M9.1", alarm_z=2.7),
        "progress": released("progress", _progress(), BY, kind="count", method_id="M9.1"),
        "forecast": released("forecast", _forecast(), (), kind="count", method_id="M9.2"),
        "backtest": released("backtest", _backtest(), (), method_id="M9.2"),
    }
    return ReleasedAnswer(name="targets", tables=tables, subject=_subject())


def esf_plus() -> ReleasedAnswer:
    rows: list[Row] = []
    for place, code in enumerate(("EECO01", "EECO02", "EECO04", "EECR04")):
        for gender, part in ((None, 1.0), ("woman", 0.5), ("man", 0.45), ("non_binary", 0.02)):
            n = round(160 / (1 + place) * part)
            hidden = {"n": None, "status": "suppressed", "reason": "WITHHELD"} if n < 5 else {"n": n, "status": "ok"}
            rows.append({"gender": gender, "statistic": code, "unit": "participants", **hidden})
    table = released("indicators", rows, ("gender",), kind="count", method_id="ESF+")
    return ReleasedAnswer(name="esf_plus", tables={"indicators": table}, subject=samba_subject())
