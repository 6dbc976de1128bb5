"""A made-up answer `equity`: every number is invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from research_kit.disclosure.released_table import ReleasedAnswer
from tests.unit.display.made_up import samba_subject
from tests.unit.display.made_up_process import BY, numbers, shares
from tests.unit.display.made_up_tables import group_of, released

Row = dict[str, Any]
GATES = ("accepted", "enrolled", "activity")
ORGS = {"kommun": 0.55, "forening": 0.31, "vard": 0.62}


def _gap(key: tuple[Any, ...], statistic: str, gap: float, half: float, **more: Any) -> Row:
    alarm = {"alarm_lower": gap - 1.4 * half, "alarm_upper": gap + 1.4 * half}
    values = {"n": 60, "estimate": gap, "lower": gap - half, "upper": gap + half, "unit": "share", "status": "ok"}
    return {**group_of(key), "statistic": statistic, **values, **alarm, "smallest_visible_gap": 0.22, **more}


def _access_gaps() -> list[Row]:
    rows = []
    for gate in GATES:
        of = {"outcome": gate, "time": 30.0}
        rows.append(_gap(("woman",), "gap_access", -0.04, 0.11, compared_with="gender=man", **of))
        rows.append(_gap(("woman", "yes"), "gap_access", -0.21, 0.14, compared_with="rest", **of))
        ratio = {"estimate": 0.62, "lower": 0.41, "upper": 0.93, "alarm_lower": None, "alarm_upper": None}
        key = {"compared_with": "rest", **of, **ratio, "unit": "ratio", "smallest_visible_gap": None}
        rows.append(_gap(("woman", "yes"), "ratio_access", 0.0, 0.0, **key))
    return rows


def _results() -> list[Row]:
    of = {"outcome": "strict", "cause": "employment", "time": 12.0, "compared_with": "rest"}
    return [_gap(("woman", "yes"), "gap_results", -0.24, 0.12, reason="UNDER_REPRESENTED", **of)]


def _organisations() -> list[Row]:
    base = {"statistic": "share_through_gate", "outcome": "activity", "time": 30.0, "unit": "share", "status": "ok"}
    rows: list[Row] = [{**base, "n": 231, "estimate": 0.51, "lower": 0.45, "upper": 0.57}]
    for org, share in ORGS.items():
        limits = {"lower": 0.4, "upper": 0.62, "alarm_lower": 0.33, "alarm_upper": 0.68}
        rows.append({**base, "organisation": org, "n": 77, "estimate": share, **limits})
        if share < limits["alarm_lower"]:
            rows[-1]["reason"] = "SIGNAL"
    return rows


def equity() -> ReleasedAnswer:
    names = {"kommun": "Kommunen", "forening": "Föreningen", "vard": "Vården"}
    subject = replace(samba_subject(), codes={"organisation": {code: {"sv": name} for code, name in names.items()}})
    gates = [{"outcome": gate, "time": 30.0} for gate in GATES]
    ratios = numbers("representation_ratio", "ratio", [{"outcome": "referred"}], size=0.6)
    strict = {"outcome": "strict", "cause": "employment", "time": 12.0}
    yellow = _gap(("woman", None), "gap_screening", -0.15, 0.13, compared_with="rest", reason="YELLOW", **gates[2])
    tables = {
        "access": released("access", shares("share_through_gate", gates, factor=1.2), BY, method_id="M4.4"),
        "access_gaps": released("access_gaps", _access_gaps(), BY, kind="gap", alarm_z=2.9),
        "results": released("results", _results(), BY, kind="gap", alarm_z=2.9),
        "interaction": released("interaction", [_gap((), "interaction", -0.05, 0.3, **strict)], BY, kind="gap"),
        "in_results": released(
            "in_results", numbers("representation_in_results", "ratio", [strict], size=0.7), BY, kind="rate"
        ),
        "representation": released(
            "representation", [row for row in ratios if any(row[name] for name in BY)], BY, kind="rate"
        ),
        "pooled": released("pooled", shares("share_raw", [strict]) + shares("share_pooled", [strict]), BY),
        "organisations": released("organisations", _organisations(), ("organisation",)),
        "screening": released("screening", [yellow], BY, kind="gap"),
    }
    return ReleasedAnswer(name="equity", tables=tables, subject=subject)
