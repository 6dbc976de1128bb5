"""The loop in the ledger: superseded and never edited, nothing twice, and every touched line found and named."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from research_kit.analyses.remeasure import KnownStudy, decide
from research_kit.errors import LedgerError
from research_kit.ledger.decisions import enter_decision
from research_kit.ledger.describe_loop import describe_loop
from research_kit.ledger.entry import Entry
from research_kit.ledger.findings import enter_findings
from research_kit.ledger.lines import changed_line, lines_of, records_of
from research_kit.ledger.loop import LOOP, read_loop
from research_kit.ledger.remeasurement import Remeasurement
from research_kit.ledger.remeasurements import enter_remeasurement
from research_kit.ledger.store import append_entry, head_of, read_entries
from tests.unit.ledger.made_up_loop import STARTS, TODAY, decided, finding

STUDY = KnownStudy(today=TODAY, starts_on=STARTS)
WOMEN, MEN = "gender=woman", "gender=man"


def released(ledger, quarter, **facts) -> str:
    """The hash of a release that was entered."""
    files = ledger.parent / f"made-{quarter}"
    files.mkdir()
    (files / "release.json").write_text(f"{quarter}\n")
    chain = ledger / "releases"
    return append_entry(chain, files, label=quarter, facts=facts, after=head_of(read_entries(chain))).hash


def found(ledger, *findings, quarter="2011-Q2", release="") -> Entry | None:
    return enter_findings(ledger, findings, quarter=quarter, release=release)


def with_a_decision(ledger):
    found(ledger, finding(WOMEN), finding(MEN, estimate=0.5, lower=0.404, upper=0.596, events=50))
    first = next(iter(read_loop(ledger).findings))
    return enter_decision(ledger, decide(decided(first), read_loop(ledger), STUDY))


def test_a_finding_gets_an_id_by_which_its_claim_is_followed(tmp_path):
    found(tmp_path, finding(WOMEN), finding(MEN))
    found(tmp_path, finding(WOMEN, "2011-Q3", estimate=0.35), quarter="2011-Q3")
    record = read_loop(tmp_path)
    first, other, later = record.findings.values()
    assert (first.id, later.id) == (f"{first.claim.short}-2011-Q2", f"{first.claim.short}-2011-Q3")
    assert [one.id for one in record.followed(first.claim.key)] == [first.id, later.id]
    assert later.supersedes == first.id
    assert [record.is_superseded(one) for one in (first, other, later)] == [True, False, False]


def test_the_same_findings_again_write_nothing(tmp_path):
    found(tmp_path, finding(WOMEN), finding(MEN))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert found(tmp_path, finding(WOMEN), finding(MEN)) is None
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_number_that_the_gate_carried_is_no_new_finding(tmp_path):
    found(tmp_path, finding(WOMEN))
    carried = finding(WOMEN, "2011-Q2", quarter="2011-Q3", grade_reasons=("OWN_GROUP", "UNKNOWN_OUTCOMES"), grade="E0")
    assert found(tmp_path, carried, quarter="2011-Q3") is None


def test_another_number_of_the_same_quarter_supersedes_and_has_a_number_of_its_own(tmp_path):
    found(tmp_path, finding(WOMEN))
    found(tmp_path, finding(WOMEN, estimate=0.31))
    first, second = read_loop(tmp_path).findings.values()
    assert (second.id, second.supersedes) == (f"{first.id}-2", first.id)


def test_an_older_quarter_made_anew_does_not_supersede_a_newer_one(tmp_path):
    found(tmp_path, finding(WOMEN, "2011-Q3"), quarter="2011-Q3")
    found(tmp_path, finding(WOMEN, "2011-Q2"))
    newer, older = read_loop(tmp_path).findings.values()
    assert (older.supersedes, newer.supersedes) == ("", "")
    assert read_loop(tmp_path).is_superseded(older)
    assert not read_loop(tmp_path).is_superseded(newer)


def test_what_participants_say_stands_beside_the_finding_that_was_decided_on(tmp_path):
    decision = with_a_decision(tmp_path)
    women, men = (read_loop(tmp_path).view_of(one).view for one in read_loop(tmp_path).findings.values())
    assert (women, men, decision.participants_view.view) == ("confirmed", "not_asked", "confirmed")
    lines = describe_loop(read_loop(tmp_path), with_findings=True).splitlines()
    (line,) = [line for line in lines if WOMEN in line]
    assert line.endswith("participants: confirmed")


def test_decisions_are_numbered_and_word_for_word_the_same_is_entered_once(tmp_path):
    first = with_a_decision(tmp_path)
    again = enter_decision(tmp_path, decide(decided(*first.finding_ids), read_loop(tmp_path), STUDY))
    other = enter_decision(
        tmp_path, decide(decided(*first.finding_ids, text="Childcare is offered too."), read_loop(tmp_path), STUDY)
    )
    assert (first.id, again.id, other.id) == ("D1", "D1", "D2")
    assert read_loop(tmp_path).decisions["D1"] == first


def test_a_decision_is_due_after_its_review_until_it_was_measured_or_replaced(tmp_path):
    first = with_a_decision(tmp_path)
    assert read_loop(tmp_path).due(date(2013, 7, 31)) == ()
    assert [one.id for one in read_loop(tmp_path).due(date(2013, 9, 30))] == ["D1"]
    newer = decided(*first.finding_ids, replaces="D1", text="The course is given on Saturdays.")
    enter_decision(tmp_path, decide(newer, read_loop(tmp_path), STUDY))
    assert [one.id for one in read_loop(tmp_path).due(date(2013, 9, 30))] == ["D2"]
    measured = Remeasurement(
        id="R2",
        decision_id="D2",
        release="2013-Q3",
        as_of=date(2013, 9, 30),
        verdict="cannot_be_told",
        reason="FEW_PEOPLE",
    )
    assert enter_remeasurement(tmp_path, measured) is not None
    assert enter_remeasurement(tmp_path, measured) is None
    assert read_loop(tmp_path).due(date(2014, 9, 30)) == ()
    assert read_loop(tmp_path).due(date(2013, 12, 31), quarter="2013-Q4") == ()
    again = read_loop(tmp_path).due(date(2013, 9, 30), quarter="2013-Q3")
    assert [one.id for one in again] == ["D2"]  # the same quarter made anew comes out the same


def test_a_re_measurement_of_nothing_is_refused(tmp_path):
    measured = Remeasurement(
        id="R7", decision_id="D7", release="2013-Q3", as_of=date(2013, 9, 30), verdict="met"
    )  # fmt: skip
    with pytest.raises(LedgerError, match=r"no decision `D7`.*It has: none"):
        enter_remeasurement(tmp_path, measured)


def test_a_changed_line_is_named(tmp_path):
    found(tmp_path, *(finding(f"age_band={low}-{low + 9}") for low in (15, 25, 35, 45)))
    (path,) = tmp_path.rglob("findings.jsonl")
    lines = path.read_text().splitlines()
    lines[2] = lines[2].replace('"estimate": 0.3', '"estimate": 0.6')
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(LedgerError, match=r"0001-2011-Q2-findings/findings\.jsonl, line 3: it was changed"):
        read_loop(tmp_path)


def test_lines_that_were_marked_anew_are_found_all_the_same(tmp_path):
    found(tmp_path, finding(WOMEN), finding(MEN))
    (path,) = tmp_path.rglob("findings.jsonl")
    path.write_text(lines_of([{**one, "n": 99} for one in records_of(path.read_text())]))
    assert changed_line(path) is None
    with pytest.raises(LedgerError, match=r"findings\.jsonl` was changed"):
        read_loop(tmp_path)


def test_a_changed_decision_is_named(tmp_path):
    with_a_decision(tmp_path)
    (path,) = tmp_path.rglob("decision.json")
    path.write_text(path.read_text().replace('"expected_size": 0.2', '"expected_size": 0.1'))
    with pytest.raises(LedgerError, match=r"0002-2011-07-15-decision/decision\.json` was changed.*git checkout"):
        read_loop(tmp_path)


def test_a_release_that_was_cut_off_behind_its_findings_is_noticed(tmp_path):
    ledger = tmp_path / "ledger"
    first, second = released(ledger, "2011-Q1"), released(ledger, "2011-Q2")
    found(ledger, finding(WOMEN, "2011-Q1"), quarter="2011-Q1", release=first)
    found(ledger, finding(WOMEN), release=second)
    shutil.rmtree(ledger / "releases" / "0002-2011-Q2")
    with pytest.raises(
        LedgerError, match=r"releases is damaged: `loop/0002-2011-Q2-findings` was made with an entry that is not there"
    ):
        read_loop(ledger)


def test_a_loop_that_was_cut_off_behind_a_release_is_noticed(tmp_path):
    ledger = tmp_path / "ledger"
    found(ledger, finding(WOMEN, "2011-Q1"), quarter="2011-Q1")
    found(ledger, finding(WOMEN))
    released(ledger, "2011-Q3", loop=read_loop(ledger).head)
    shutil.rmtree(ledger / "loop" / "0002-2011-Q2-findings")
    with pytest.raises(LedgerError, match=r"loop is damaged: `releases/0001-2011-Q3` was made with an entry that"):
        read_loop(ledger)


def test_a_second_researchers_copy_shows_the_same_history(tmp_path):
    with_a_decision(tmp_path / "one")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    texts = [describe_loop(read_loop(tmp_path / name), with_findings=True) for name in ("one", "two")]
    assert texts[0] == texts[1]
    assert "D1  2011-07-15  change_activity, activity_lead: We open the language course" in texts[0]
    assert "needs " in texts[0]


def test_the_same_things_entered_in_the_same_order_give_the_same_bytes(tmp_path):
    heads = []
    for name in ("one", "two"):
        with_a_decision(tmp_path / name)
        heads.append(read_loop(tmp_path / name).head)
    assert heads[0] == heads[1]


def test_what_does_not_belong_there_is_refused(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "findings.jsonl").write_text("[1]\n")
    append_entry(tmp_path / LOOP, tmp_path / "files", label="x", facts={"what": "findings"}, after="")
    with pytest.raises(LedgerError, match="is not readable"):
        read_loop(tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfe", b'{"a": 1}', b"[]\n", b"{"])
def test_an_entry_that_holds_no_findings_is_named_as_damage(tmp_path, content):
    files = tmp_path / "files"
    files.mkdir()
    (files / "findings.jsonl").write_bytes(content)
    append_entry(tmp_path / LOOP, files, label="2011-Q2-findings", facts={"what": "findings"}, after="")
    with pytest.raises(LedgerError, match="`0001-2011-Q2-findings` is not readable"):
        read_loop(tmp_path)
