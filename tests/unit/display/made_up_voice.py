"""A made-up answer `participants_voice`: every number is invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from research_kit.disclosure.released_table import ReleasedAnswer, ReleasedTable
from research_kit.results import Subject
from tests.unit.display.made_up import samba_subject
from tests.unit.display.made_up_process import BY, numbers, shares
from tests.unit.display.made_up_tables import group_of, measured, released

Row = dict[str, Any]
THEMES = {"svenska": 0.31, "yrke": 0.62, "barnomsorg": 1.0}
TIMES = (0.0, 6.0, 12.0)
OK: Row = {"status": "ok"}


def subject() -> Subject:
    named = {
        "theme": {"svenska": {"sv": "svenska", "en": "Swedish"}, "yrke": {"sv": "ett yrke", "en": "an occupation"},
                  "barnomsorg": {"sv": "barnomsorg", "en": "childcare"}},
        "question": {"choic_1": {"sv": "Jag kan välja mellan olika vägar."}},
    }  # fmt: skip
    made_up = samba_subject()
    return replace(made_up, codes={**made_up.codes, **named})


def _total(**values: Any) -> Row:
    return {**group_of(()), **OK, **values}


def _reliability() -> list[Row]:
    about = {"outcome": "empowerment", "time": 0.0, "unit": "coefficient"}
    return [
        _total(statistic="omega", cause="sv", n=180, estimate=0.83, lower=0.74, upper=0.89, **about),
        _total(statistic="alpha", cause="ar", n=52, estimate=0.66, lower=0.5, upper=0.8, reason="UNRELIABLE", **about),
    ]


def _languages() -> list[Row]:
    about = {"statistic": "gap_language", "outcome": "empowerment", "cause": "ar", "compared_with": "sv"}
    gap = {"n": 120, "estimate": 0.2, "lower": -0.1, "upper": 0.5, "unit": "points"}
    return [_total(**about, **gap)]


def _coding() -> list[Row]:
    kappa = {"n": 63, "estimate": 0.83, "lower": 0.72, "upper": 0.93, "unit": "coefficient"}
    twice = {"n": 63, "estimate": 0.24, "unit": "share"}
    return [_total(statistic="kappa", **kappa), _total(statistic="coded_twice", **twice)]


def _unmet() -> list[Row]:
    rows = []
    for place, (theme, share) in enumerate(THEMES.items()):
        about = {"cause": theme, "n": 60 - 9 * place}
        for kind in ("without_activity", "not_met_herself"):
            rows.append({**_total(statistic=f"share_{kind}", unit="share", **about), **measured(share * 0.9, 60)})
            rank = {"estimate": 3.0 - place, "lower": 3.0 - place, "upper": 3.0}
            rows.append(_total(statistic=f"rank_{kind}", unit="rank", **about, **rank))
        group = {**group_of(("woman",)), "statistic": "share_without_activity", "unit": "share", **OK}
        rows.append({**group, "cause": theme, "n": 30, "estimate": share * 0.8})
    return rows


def _over_time() -> list[Row]:
    rows = []
    for year in (1, 2):
        for theme, share in THEMES.items():
            about = {"outcome": f"year_{year}", "cause": theme, "time": 12.0 * year, "unit": "share", "n": 80}
            reason = "APPEARED" if (year, theme) == (2, "barnomsorg") else None
            rows.append({**_total(statistic="share_voicing", **about), **measured(share / year, 80), "reason": reason})
    return rows


def _bounds(outcome: str, cause: str | None) -> list[Row]:
    measures = [{"outcome": outcome, "cause": cause, "time": 12.0}]
    ends = (("share_if_none", 0.7), ("share_if_all", 1.6), ("share_weighted", 1.1))
    return [row for name, factor in ends for row in shares(name, measures, factor=factor)]


def voice() -> ReleasedAnswer:
    scale, question = {"outcome": "empowerment"}, {"outcome": "choic_1"}
    change = [{**scale, "cause": cause, "time": time} for cause in ("improved", "same", "worse") for time in TIMES[1:]]
    about = {"unit": "share", "n": 60, "estimate": 0.4, "lower": 0.3, "upper": 0.5, "time": 12.0, **question}
    singly = [_total(statistic="share_changed", cause=cause, **about) for cause in ("improved", "same", "worse")]
    closer = [*shares("share_closer", [{"outcome": "closeness", "time": 12.0}]), *_bounds("closeness", None)]
    spread = [
        {**_total(statistic="share_of_answers", outcome="closeness", time=12.0, n=60, unit="share"), "estimate": 0.33}
        | {"cause": cause}
        for cause in ("agree", "neither", "disagree")
    ]
    beside = "svenska:1=language:1+language:2,yrke:2=vocational:2"
    tables = {
        "responses": _table("responses", shares("share_answered", [{"time": time} for time in TIMES])),
        "reliability": _table("reliability", _reliability(), "rate"),
        "scales": _table("scales", numbers("mean_score", "score", [{**scale, "time": 12.0}], size=2.5), "mean"),
        "agree": _table("agree", shares("share_answering", [{**scale, "cause": "agree", "time": 12.0}])),
        "languages": _table("languages", _languages(), "gap"),
        "change": _table("change", [*shares("share_changed", change, factor=0.6), *singly]),
        "change_mean": _table(
            "change_mean", numbers("mean_change", "points", [{**scale, "time": 12.0}], size=0.3), "mean"
        ),
        "change_bounds": _table("change_bounds", _bounds("empowerment", "improved")),
        "closer": _table("closer", [*closer, *spread]),
        "coding": _table("coding", _coding(), "rate"),
        "needs_match": _table("needs_match", _match(), "rate"),
        "unmet": _table("unmet", _unmet()),
        "needs_over_time": _table("needs_over_time", _over_time(), estimand_key=f"share_voicing:{beside}"),
    }
    return ReleasedAnswer(name="participants_voice", tables=tables, subject=subject())


def _match() -> list[Row]:
    parts = (("match_offered", 1.8), ("match_received", 1.2), ("met_herself", 0.9), ("met_by_staff", 0.3))
    return [row for name, factor in parts for row in shares(name, [{}], factor=factor)]


def _table(name: str, rows: list[Row], kind: str = "share", **more: Any) -> ReleasedTable:
    return released(name, rows, BY, kind, **more)
