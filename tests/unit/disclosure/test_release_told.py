"""What a release tells of the loop: which decisions count, what came of them, and what is certain now and was not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from research_kit.analyses.remeasure import KnownStudy, decide
from research_kit.analyses.remeasure.answer import AFTER
from research_kit.disclosure.release_findings import FoundFrom
from research_kit.disclosure.release_loop import enter_in_loop
from research_kit.disclosure.release_told import loop_before, told_loop_of
from research_kit.disclosure.released_table import Release, ReleasedAnswer
from research_kit.ledger.decisions import enter_decision
from research_kit.ledger.loop import LoopRecord, read_loop
from research_kit.ledger.told_loop import read_told_loop, write_told_loop
from research_kit.results import Subject
from research_kit.results.finding import last_day_of
from research_kit.results.registered import Registered
from tests.unit.display.made_up_tables import released
from tests.unit.ledger.made_up_loop import decided

WITHHELD = {"status": "suppressed", "estimate": None, "lower": None, "upper": None}
NOBODY = Registered()
REGISTERED = Registered(gaps=frozenset({"women_men"}))


def share(estimate: float = 0.30, gender: str | None = "woman", **more):
    about = {"statistic": "share_through_gate", "outcome": "enrolled", "time": 60.0, "unit": "share", "status": "ok"}
    numbers = {"estimate": estimate, "lower": estimate - 0.09, "upper": estimate + 0.10, "n": 100, "events": 30}
    return {"gender": gender, **about, **numbers, **more}


def gap(estimate: float, half: float = 0.05, **more):
    bar = {"alarm_lower": estimate - half, "alarm_upper": estimate + half}
    about = {"statistic": "gap_access", "compared_with": "gender=man"}
    return share(estimate, lower=estimate - 0.04, upper=estimate + 0.04, **bar, **about, **more)


def target(reason: str, **more):
    return share(0.4, None, statistic="share_attained", outcome="work", time=12.0, reason=reason, **more)


def release_of(quarter: str, *, access=(), gaps=(), attainment=(), after=()) -> Release:
    subject = Subject(study="made_up", title={"sv": "Påhittad"}, as_of=last_day_of(quarter), quarter=quarter)
    tables: dict[str, dict] = {"equity": {}, "targets": {}, "remeasure": {}}
    for answer, name, rows, kind in (
        ("equity", "access", access, "share"),
        ("equity", "access_gaps", gaps, "gap"),
        ("targets", "attainment", attainment, "share"),
        ("remeasure", f"{AFTER}_share", after, "share"),
    ):
        if rows:
            tables[answer][name] = released(name, list(rows), ("gender",), kind)
    answers = {name: ReleasedAnswer(name=name, tables=held, subject=subject) for name, held in tables.items() if held}
    return Release(answers=answers, quarter=quarter, as_of=last_day_of(quarter))


def told(folder, release: Release, registered: Registered = NOBODY):
    """What it tells; then its findings are entered, as a run does."""
    before = told_loop_of(release, read_loop(folder), registered=registered)
    enter_in_loop(folder, release, FoundFrom(registered=registered))
    after = told_loop_of(release, read_loop(folder), registered=registered)
    assert after == before  # made anew, it tells the same
    return before


def decide_on(folder, decided_on: str = "2011-07-15", **changes):
    women = [one for one in read_loop(folder).current.values() if one.claim.statistic == "share_through_gate"]
    written = decided(women[0].id, decided_on=date.fromisoformat(decided_on), **changes)
    study = KnownStudy(today=date(2012, 6, 1), starts_on=date(2009, 7, 1))
    return enter_decision(folder, decide(written, read_loop(folder), study))


def test_at_the_first_release_everything_certain_is_new_and_has_the_id_that_the_ledger_gives_it(tmp_path):
    made = told(tmp_path, release_of("2011-Q1", gaps=[gap(-0.2)], attainment=[target("BELOW")]), REGISTERED)
    assert (made.quarter, made.compared_with) == ("2011-Q1", "")
    assert [one.finding.claim.statistic for one in made.certain] == ["gap_access", "share_attained"]  # E2 before E1
    known = read_loop(tmp_path).findings
    assert all(known[one.finding.id].estimate == one.finding.estimate for one in made.certain)
    assert not any(one.finding.release_hash or one.finding.data_hash for one in made.certain)


def test_a_ledger_from_before_findings_were_kept_is_not_called_the_first_report(tmp_path):
    made = release_of("2011-Q1", gaps=[gap(-0.2)])
    older = LoopRecord(releases=("2010-Q3", "2010-Q4", "2011-Q2"))
    assert told_loop_of(made, older, registered=REGISTERED).follows == "2010-Q4"
    assert told(tmp_path, made, REGISTERED).follows == ""
    assert told(tmp_path, release_of("2011-Q2", gaps=[gap(-0.2)]), REGISTERED).follows == ""


def test_what_was_certain_at_the_release_before_is_not_new_unless_it_turned_round(tmp_path):
    told(tmp_path, release_of("2011-Q1", gaps=[gap(-0.2)], attainment=[target("BELOW")]), REGISTERED)
    same = told(tmp_path, release_of("2011-Q2", gaps=[gap(-0.19)], attainment=[target("BELOW")]), REGISTERED)
    assert (same.compared_with, same.certain) == ("2011-Q1", ())
    turned = told(tmp_path, release_of("2011-Q3", gaps=[gap(0.2)], attainment=[target("ABOVE")]), REGISTERED)
    assert [one.finding.estimate for one in turned.certain] == [0.2, 0.4]


@pytest.mark.parametrize(
    ("row", "registered"),
    [
        ({"gaps": [gap(-0.2, half=0.3)]}, REGISTERED),  # the alarm bar holds no difference
        ({"gaps": [gap(-0.2)]}, NOBODY),  # suggested by the same data: a description at most
        ({"attainment": [target("CANNOT_TELL")]}, NOBODY),
        ({"access": [share()]}, NOBODY),
        ({"attainment": [target("BELOW") | WITHHELD]}, NOBODY),
        ({"attainment": [target("BELOW") | {"gender": "woman"}]}, NOBODY),  # the target is the whole project's
    ],
)
def test_what_is_not_certain_or_not_of_this_quarter_is_not_told_as_new(tmp_path, row, registered):
    assert told(tmp_path, release_of("2011-Q1", **row), registered).certain == ()


def test_a_number_that_the_gate_carried_is_not_new(tmp_path):
    now = release_of("2011-Q1", attainment=[target("BELOW")])
    table = now["targets"]["attainment"]
    carried = replace(table, table=table.table.with_columns(as_of=pl.lit("2010-Q4")))
    told_of = replace(now["targets"], tables={"attainment": carried})
    assert told(tmp_path, now).certain
    assert told(tmp_path / "other", replace(now, answers={"targets": told_of})).certain == ()


def test_a_decision_is_told_from_the_day_it_was_taken_until_another_takes_its_place(tmp_path):
    told(tmp_path, release_of("2011-Q2", access=[share()]))
    decide_on(tmp_path)
    assert told(tmp_path, release_of("2011-Q2", access=[share()])).decisions == ()  # it was taken in July
    later = told(tmp_path, release_of("2011-Q3", access=[share(0.31)]))
    assert [one.decision.id for one in later.decisions] == ["D1"]
    assert later.decisions[0].finding.as_of == "2011-Q2"
    assert later.decisions[0].remeasurement is None
    decide_on(tmp_path, "2011-11-01", due=date(2011, 11, 2), activity_change=None, type="access", replaces="D1")
    assert [one.decision.id for one in told(tmp_path, release_of("2011-Q4", access=[share()])).decisions] == ["D2"]
    again = told_loop_of(release_of("2011-Q3", access=[share(0.31)]), read_loop(tmp_path), registered=NOBODY)
    assert again == later


def test_the_release_that_measures_again_says_that_it_is_new_and_those_after_it_that_it_is_known(tmp_path):
    told(tmp_path, release_of("2011-Q2", access=[share()]))
    decide_on(tmp_path, review_on=date(2011, 12, 1))
    after = share(0.55, statistic=AFTER, outcome="D1")
    first = told(tmp_path, release_of("2011-Q4", access=[share()], after=[after]))
    (one,) = first.decisions
    assert one.is_new
    assert (one.remeasurement.verdict, one.remeasurement.release_hash) == ("met", "")
    (known,) = told(tmp_path, release_of("2012-Q1", access=[share()])).decisions
    assert (known.is_new, known.remeasurement) == (False, one.remeasurement)
    old = told_loop_of(release_of("2011-Q3", access=[share(0.31)]), read_loop(tmp_path), registered=NOBODY)
    assert [each.remeasurement for each in old.decisions] == [None]  # nothing of what came later


def test_what_an_edition_depends_on_is_not_moved_by_its_own_findings_but_by_a_decision(tmp_path):
    told(tmp_path, release_of("2011-Q2", access=[share()]))
    asked = {"quarter": "2011-Q3", "as_of": last_day_of("2011-Q3")}
    before = loop_before(read_loop(tmp_path), **asked).hash
    told(tmp_path, release_of("2011-Q3", attainment=[target("BELOW")]))
    told(tmp_path, release_of("2011-Q4", attainment=[target("ABOVE")]))
    assert loop_before(read_loop(tmp_path), **asked).hash == before
    decide_on(tmp_path)
    assert loop_before(read_loop(tmp_path), **asked).hash != before
    assert loop_before(read_loop(tmp_path), quarter="2011-Q2", as_of=last_day_of("2011-Q2")).decisions == ()


def test_it_is_read_back_as_it_was_written_and_a_release_without_it_tells_nothing(tmp_path):
    made = told(tmp_path / "ledger", release_of("2011-Q1", attainment=[target("BELOW")]))
    (tmp_path / "released").mkdir()
    assert read_told_loop(tmp_path / "released").decisions == ()
    path = write_told_loop(made, tmp_path / "released")
    text = path.read_bytes()
    assert read_told_loop(tmp_path / "released") == made
    assert write_told_loop(made, tmp_path / "released").read_bytes() == text
