"""A made-up answer `indicators`: every number is invented. One question was changed, and who counts as trained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from research_kit.disclosure.released_table import ReleasedAnswer, ReleasedTable
from research_kit.results import Subject
from research_kit.study.indicators import IndicatorRegistry, indicator_words
from tests.unit.display.made_up import samba_subject
from tests.unit.display.made_up_process import BY, shares
from tests.unit.display.made_up_tables import SUPPRESSED, released

Row = dict[str, Any]
QUARTERS = ("2010-Q1", "2010-Q2", "2010-Q3", "2010-Q4", "2011-Q1")
DECIDED = {"by": {"sv": "styrgruppen", "en": "the steering group"}, "on": "2010-06-10"}
FIRST = DECIDED | {"on": "2009-04-15", "why": {"sv": "Det går att ändra.", "en": "It can be changed."}}
SECOND = DECIDED | {"why": {"sv": "En kort föreläsning räckte.", "en": "A short lecture was enough."}}


def _version(number: int, sv: str, en: str, **more: Any) -> Row:
    from_on, decided = ("2009-05-01", FIRST) if number == 1 else ("2010-07-01", SECOND)
    return {"version": number, "from_on": from_on, "question": {"sv": sv, "en": en}, "decided": decided, **more}


def _asked(ver: int) -> Row:
    items = [{"item": "say_1", "ver": ver, "wording": f"Fråga {ver}"}]
    return {"answers": {"scale": "other", "items": items, "range": [1, 5], "at_least": 4}}


STAFF = {"unit": {"sv": "anställda", "en": "members of staff"}}
REGISTRY = IndicatorRegistry.model_validate(
    {
        "indicators": [
            {
                "code": "has_a_say", "labels": {"sv": "bestämmer om sin plan", "en": "have a say in their plan"},
                "versions": [
                    _version(1, "Jag har fått säga min mening.", "I have been able to say what I think.", **_asked(1)),
                    _version(2, "Jag har varit med och bestämt.", "I have had a part in deciding.", **_asked(2)),
                ],
            },
            {
                "code": "trained", "labels": {"sv": "utbildad personal", "en": "trained staff"},
                "versions": [
                    _version(1, "Hur många har gått en utbildning?", "How many have taken any training?", **STAFF),
                    _version(2, "Hur många har gått en halv dag?", "How many have taken half a day?", **STAFF),
                ],
            },
            {
                "code": "team", "labels": {"sv": "antal anställda", "en": "number of staff"},
                "versions": [_version(1, "Hur många är vi?", "How many are we?", measure="count", **STAFF)],
            },
            {
                "code": "contacts", "labels": {"sv": "kontakter med arbetsgivare", "en": "contacts with employers"},
                "versions": [
                    _version(
                        1, "Hur många samtal och besök?", "How many calls and visits?", measure="count",
                        counts="things", unit={"sv": "samtal och besök", "en": "calls and visits"},
                    )
                ],
            },
            {
                "code": "equal", "labels": {"sv": "jämlikt samarbete", "en": "equal work"},
                "versions": [
                    _version(1, "Hur jämlikt?", "How equal?", measure="score", range=[1, 5], **STAFF)
                ],
            },
        ]
    }
)  # fmt: skip


def subject() -> Subject:
    words = {kind: {code: one.model_dump(exclude_none=True) for code, one in of.items()}
             for kind, of in indicator_words(REGISTRY).items()}  # fmt: skip
    return replace(samba_subject(), codes=words | {"organisation": {"af": {"sv": "Arbetsförmedlingen"}}})


def _measures() -> list[Row]:
    versions = (("has_a_say.2", (0.0, 6.0)), ("has_a_say.1", (0.0, 6.0, 12.0)))
    return [{"outcome": outcome, "cause": "has_a_say", "time": t} for outcome, times in versions for t in times]


def _answers() -> list[Row]:
    return shares("share_agree", _measures(), factor=0.8)


def _bounds() -> list[Row]:
    low = shares("share_if_none", _measures(), factor=0.6)
    return [*low, *shares("share_if_all", _measures(), factor=1.1)]


def _staff() -> list[Row]:
    rows: list[Row] = []
    for place, quarter in enumerate(QUARTERS):
        outcome = "trained.2" if quarter >= "2010-Q3" else "trained.1"
        base = {"statistic": "indicator_share", "outcome": outcome, "cause": quarter, "unit": "share"}
        events = 12 + place
        limits = {"estimate": round(events / 26, 2), "lower": round(events / 26 - 0.17, 2), "upper": 0.8}
        rows.append({**base, "n": 26, "events": events, **limits, "status": "ok"})
    rows[1] |= {"n": None, "events": None, "estimate": None, "lower": None, "upper": None, **SUPPRESSED}
    return [*rows[2:], *rows[:2]]


def _values() -> list[Row]:
    rows: list[Row] = []
    for place, quarter in enumerate(QUARTERS):
        base = {"statistic": "indicator_count", "outcome": "contacts.1", "cause": quarter, "unit": "things"}
        rows.append({**base, "estimate": 17.0 + place, "status": "ok"})
    score = {"statistic": "indicator_score", "outcome": "equal.1", "cause": "2010", "unit": "score", "status": "ok"}
    return [*rows, {**score, "n": 28, "estimate": 3.3}, {**score, "organisation": "af", "n": 9, "estimate": 2.9}]


def _counts() -> list[Row]:
    base = {"statistic": "indicator_count", "outcome": "team.1", "unit": "participants", "status": "ok"}
    return [{**base, "cause": quarter, "n": 26 + place} for place, quarter in enumerate(("2010-11", "2010-12"))]


def indicators() -> ReleasedAnswer:
    """All six tables."""
    about, kind = ("organisation",), {"indicator_counts": "count", "indicator_values": "rate"}
    found: dict[str, tuple[list[Row], tuple[str, ...]]] = {
        "indicator_responses": (shares("share_answered", [{"time": t} for t in (0.0, 6.0, 12.0)]), BY),
        "indicator_answers": (_answers(), BY),
        "indicator_bounds": (_bounds(), BY),
        "indicator_shares": (_staff(), about),
        "indicator_counts": (_counts(), about),
        "indicator_values": (_values(), about),
    }
    tables: dict[str, ReleasedTable] = {
        name: released(name, rows, by, kind=kind.get(name, "share"), method_id="M6.6")
        for name, (rows, by) in found.items()
    }
    return ReleasedAnswer(name="indicators", tables=tables, subject=subject())
