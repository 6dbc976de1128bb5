"""Findings of a release: what was told and nothing else, graded by what was released beside it (METHODS 11)."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from research_kit.disclosure.release_findings import FoundFrom, findings_of
from research_kit.disclosure.released_table import AS_OF, Release, ReleasedAnswer
from research_kit.results import GuardHit, Subject
from research_kit.results.finding import Voice
from research_kit.results.registered import Registered
from tests.unit.display.made_up_tables import FEW, SUPPRESSED, released

BY = ("gender",)
CUT = date(2011, 6, 30)
ALL = Registered(gaps=frozenset({"women_men"}), protocols=frozenset({"language"}))
GAP: dict[str, Any] = {
    "gender": "woman", "compared_with": "gender=man", "statistic": "gap_within", "outcome": "strict",
    "cause": "employment", "time": 12.0, "unit": "share", "status": "ok",
    "estimate": -0.20, "lower": -0.30, "upper": -0.10, "alarm_lower": -0.35, "alarm_upper": -0.05,
}  # fmt: skip
SHARE = {"statistic": "share_within", "outcome": "strict", "cause": "employment", "time": 12.0, "unit": "share"}
TOLD = {"status": "ok", "estimate": 0.38, "lower": 0.31, "upper": 0.46, "alarm_lower": 0.27, "alarm_upper": 0.50}


def table(name: str, rows: list[dict[str, Any]], kind: str = "share", **more: Any):
    return released(name, [{"gender": None, **row} for row in rows], BY, kind, **more)


def release_of(**answers: dict[str, Any]) -> Release:
    subject = Subject(study="made_up", title={"sv": "Påhittad"}, as_of=CUT, quarter="2011-Q2")
    made = {
        name: ReleasedAnswer(name=name, tables=tables, subject=subject, definition={"population": "p1"})
        for name, tables in answers.items()
    }
    return Release(answers=made, quarter="2011-Q2", as_of=CUT)


def found(registered: Registered = ALL, **answers: dict[str, Any]):
    return findings_of(release_of(**answers), FoundFrom(registered=registered, data_hash="d1", release_hash="r1"))


def gap_with(known: list[dict[str, Any]] | None = None, registered: Registered = ALL, **more: Any):
    gaps = table("gaps", [GAP | more.pop("row", {})], "gap", **more)
    beside = {} if known is None else {"participants": {"known": table("known", known)}}
    return found(registered, time_to_employment={"gaps": gaps}, **beside)[-1]


def known_share(share: float, gender: str | None = None) -> dict[str, Any]:
    return {"gender": gender, "statistic": "outcome_known_12_months", "time": 12.0, "status": "ok", "estimate": share}


def test_a_finding_holds_the_released_number_and_where_it_is_from():
    (one,) = found(time_to_employment={"within": table("within", [SHARE | TOLD | {"n": 126, "events": 40}])})
    assert (one.estimate, one.lower, one.upper, one.n, one.events, one.unknown) == (0.38, 0.31, 0.46, 126, 40, None)
    assert (one.grade, one.grade_reasons, one.voice.view) == ("E1", ("OWN_GROUP",), "not_asked")
    assert (one.cohort_hash, one.data_hash, one.release_hash, one.as_of, one.until) == (
        "p1",
        "d1",
        "r1",
        "2011-Q2",
        CUT,
    )


def test_what_was_withheld_and_what_is_no_claim_is_no_finding():
    rows = [SHARE | SUPPRESSED, SHARE | FEW | {"gender": "man"}, SHARE | TOLD | {"gender": "woman"}]
    answers = {
        "time_to_employment": {
            "within": table("within", rows),
            "curve": table("curve", [SHARE | TOLD], "curve"),
            "bounds": table("bounds", [SHARE | TOLD]),
        },
        "equity": {"pooled": table("pooled", [SHARE | TOLD | {"statistic": "share_pooled"}])},
        "targets": {"attainment": table("attainment", [SHARE | TOLD | {"statistic": "target_value"}])},
    }
    findings = found(**answers)
    assert [(one.claim.group, one.grade, one.estimate) for one in findings] == [
        ("gender=man", "E0", None), ("gender=woman", "E1", 0.38),
    ]  # fmt: skip


def test_a_carried_number_is_as_old_as_its_quarter():
    within = table("within", [SHARE | TOLD])
    object.__setattr__(within, "table", within.table.with_columns(pl.lit("2010-Q4").alias(AS_OF)))
    (one,) = found(time_to_employment={"within": within})
    assert (one.as_of, str(one.until), one.quarter) == ("2010-Q4", "2010-12-31", "2011-Q2")


def test_a_registered_gap_whose_alarm_bar_excludes_none_is_an_association():
    assert gap_with().grade == "E2"
    assert gap_with(row={"alarm_upper": 0.01}).grade == "E1"
    assert gap_with(guards=(GuardHit(code="G-CAUSE", severity="error"),)).grade == "E2"  # counted in by the method
    assert gap_with(guards=(GuardHit(code="G-DEFSWITCH", severity="error"),)).grade == "E1"
    assert gap_with(row={"reason": "LEAD"}).grade == "E1"


def test_a_gap_that_nobody_registered_is_exploratory():
    one = gap_with(registered=Registered())
    assert (one.grade, "EXPLORATORY" in one.grade_reasons) == ("E1", True)


@pytest.mark.parametrize(
    ("known", "grade"),
    [
        ([known_share(0.85)], "E2"),
        ([known_share(0.79)], "E1"),
        ([known_share(0.85), known_share(0.79, "man")], "E1"),  # the other side counts too
        ([known_share(0.79), known_share(0.85, "woman"), known_share(0.85, "man")], "E2"),
        ([known_share(0.79), known_share(0.85, "woman")], "E1"),  # of men it is not told: everybody's stands for it
    ],
)
def test_many_unknown_outcomes_lower_a_grade(known, grade):
    assert gap_with(known).grade == grade


def test_few_answers_lower_what_participants_said():
    answered = {"statistic": "share_answered", "status": "ok", "lower": 0.4, "upper": 0.9}
    shares = [answered | {"time": time, "estimate": share} for time, share in ((0.0, 0.80), (3.0, 0.55))]
    agree = [SHARE | TOLD | {"time": time} for time in (0.0, 3.0)]
    tables = {"responses": table("responses", shares), "agree": table("agree", agree)}
    start, later = [one for one in found(participants_voice=tables) if one.claim.table == "agree"]
    assert (start.grade, later.grade) == ("E1", "E0")
    assert "LOW_RESPONSE" in later.grade_reasons


def test_an_activity_is_graded_by_its_protocol_and_its_checks():
    def effect(wording: str, limit: float = 1.8, registered: Registered = ALL):
        about = {"outcome": "language", "status": "ok"}
        bars = {"lower": 0.04, "upper": 0.20, "alarm_lower": 0.01, "alarm_upper": 0.23, "compared_with": "not_started"}
        row = about | bars | {"statistic": "gap_starting_now", "time": 12.0, "estimate": 0.12, "reason": wording}
        passed = about | {"reason": "PASSED"}
        checks = [
            passed | {"statistic": "check_e_value_limit", "estimate": limit},
            passed | {"statistic": "check_left_out", "estimate": 1.0},
        ]
        tables = {"effects": table("effects", [row], "gap"), "effect_checks": table("effect_checks", checks, "rate")}
        return found(registered, activity_effects=tables)[0].grade

    assert [effect(word) for word in ("DESCRIBED", "ASSOCIATED", "POINTS_TO", "LED_TO")] == ["E1", "E2", "E3", "E4"]
    assert effect("POINTS_TO", limit=1.4) == "E2"
    assert effect("POINTS_TO", registered=Registered()) == "E1"


def test_what_else_was_changed_caps_a_change_of_version():
    row = GAP | {"gender": None, "statistic": "gap_after_version", "cause": "A2:2", "compared_with": "before"}
    key = "gap_after_version:A2:2=short_course:2+staff_training,A5:2"
    (one,) = found(process={"versions": table("versions", [row], "gap", estimand_key=key)})
    assert (one.grade, one.limits) == ("E1", ("short_course:2", "staff_training"))


def test_words_and_what_participants_say_come_from_beside_the_release():
    release = release_of(time_to_employment={"within": table("within", [SHARE | TOLD])})
    (plain,) = findings_of(release)
    voices = {plain.claim.key: Voice(view="contradicted", comment="They say that work was found outside the project.")}
    words = {plain.claim.key: {"sv": "38 av 100 hade börjat arbeta.", "en": "38 in 100 had started work."}}
    (one,) = findings_of(release, FoundFrom(voices=voices, words=words))
    assert (one.voice.view, one.claim_en) == ("contradicted", "38 in 100 had started work.")
    assert (plain.voice.view, plain.claim_sv) == ("not_asked", "")
