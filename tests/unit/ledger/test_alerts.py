"""Alerts in the ledger: what stands open after each thing that happens, and nothing that was entered ever changed."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from research_kit.errors import LedgerError
from research_kit.ledger.alerts import (
    Closing,
    DataLoad,
    enter_closing,
    enter_load,
    enter_report,
    enter_sent,
    read_alerts,
)
from research_kit.ledger.store import append_entry
from research_kit.results.alerts import AccessReport, Alert, reported

Q1, MAY, Q2, Q3 = date(2010, 3, 31), date(2010, 5, 15), date(2010, 6, 30), date(2010, 9, 30)


def gap(level, outcome="enrolled", **more):
    chance = 0.155 if level == "yellow" else None
    said = {"group": "gender=woman", "compared_with": "gender=man", "statistic": "gap_access", "chance": chance}
    return Alert(level=level, outcome=outcome, **{**said, **more})


RED, YELLOW, OTHER = gap("red"), gap("yellow"), gap("yellow", "activity")
(REPORT,) = reported([AccessReport(by="participant", about="activity")])


def load(ledger, day, *found, is_look=True, data="a"):
    return enter_load(ledger, DataLoad(as_of=day, data_hash=data, is_look=is_look), found)


def close(ledger, key, day):
    return enter_closing(ledger, key, Closing(by="steering group", on=day, kind="remeasurement", closed_by="R-1"))


def standing(ledger, before, known_on=date.max):
    return read_alerts(ledger).standing(opened_before=before, known_on=known_on)


def open_(ledger):
    return [(one.alert.key, one.since) for one in read_alerts(ledger).open]


def test_the_same_data_load_again_adds_nothing(tmp_path):
    assert load(tmp_path, Q1, YELLOW) is not None
    assert load(tmp_path, Q1, YELLOW) is None
    load(tmp_path, Q2)
    assert load(tmp_path, Q1, YELLOW) is None  # also when others followed
    assert load(tmp_path, Q2, data="b") is not None
    assert [entry.label for entry in read_alerts(tmp_path).entries] == [f"{Q1}-look", f"{Q2}-look", f"{Q2}-look"]


def test_a_yellow_stands_as_long_as_the_latest_load_gives_it_since_the_first_that_did(tmp_path):
    load(tmp_path, Q1, YELLOW)
    load(tmp_path, MAY, YELLOW, OTHER, is_look=False)
    assert open_(tmp_path) == [(YELLOW.key, Q1), (OTHER.key, MAY)]
    load(tmp_path, Q2, OTHER)
    assert open_(tmp_path) == [(OTHER.key, MAY)]
    load(tmp_path, Q3, YELLOW)
    assert open_(tmp_path) == [(YELLOW.key, Q3)]


def test_a_red_stands_whatever_later_loads_give_until_a_re_measurement_closes_it(tmp_path):
    load(tmp_path, Q1, RED)
    load(tmp_path, MAY, is_look=False)
    load(tmp_path, Q2)
    assert open_(tmp_path) == [(RED.key, Q1)]
    close(tmp_path, RED.key, Q2)
    assert open_(tmp_path) == []
    assert read_alerts(tmp_path).entries[-1].facts["remeasurement"] == "R-1"


def test_a_red_that_is_found_after_it_was_closed_stands_again(tmp_path):
    load(tmp_path, Q1, RED)
    close(tmp_path, RED.key, Q2)
    load(tmp_path, Q3, RED)
    assert open_(tmp_path) == [(RED.key, Q3)]


def test_what_stands_at_a_look_is_as_known_on_its_day_however_often_it_is_made_anew(tmp_path):
    load(tmp_path, Q1, RED)
    assert standing(tmp_path, before=Q1, known_on=Q1) == ()  # the look that found it
    assert standing(tmp_path, before=Q2, known_on=Q2) == (RED.key,)
    close(tmp_path, RED.key, Q3)
    assert standing(tmp_path, before=Q2, known_on=Q2) == (RED.key,)  # the look before it was closed, made anew
    assert standing(tmp_path, before=date(2010, 10, 1), known_on=date(2010, 12, 31)) == ()


def test_a_red_that_stands_from_an_earlier_look_is_not_entered_again(tmp_path):
    load(tmp_path, Q1, RED)
    load(tmp_path, Q2, gap("red", stands=True), YELLOW)
    assert open_(tmp_path) == [(RED.key, Q1), (YELLOW.key, Q2)]


def test_every_report_counts_and_stands_until_it_is_closed(tmp_path):
    enter_report(tmp_path, REPORT, on=Q1)
    enter_report(tmp_path, REPORT, on=Q1)
    load(tmp_path, Q2)
    assert open_(tmp_path) == [(REPORT.key, Q1)] * 2
    close(tmp_path, REPORT.key, Q2)
    assert open_(tmp_path) == []


def test_what_was_opened_since_the_latest_message_has_not_been_told(tmp_path):
    load(tmp_path, Q1, YELLOW)
    assert [one.alert.key for one in read_alerts(tmp_path).untold] == [YELLOW.key]
    enter_sent(tmp_path, up_to=1, on=Q1)
    assert read_alerts(tmp_path).untold == ()
    enter_report(tmp_path, REPORT, on=Q1)
    load(tmp_path, MAY, YELLOW, OTHER, is_look=False)
    assert [one.alert.key for one in read_alerts(tmp_path).untold] == [OTHER.key, REPORT.key]
    enter_report(tmp_path, REPORT, on=MAY)  # the same said again is told again
    assert [one.alert.key for one in read_alerts(tmp_path).untold] == [OTHER.key, REPORT.key, REPORT.key]


def test_a_yellow_cannot_be_closed_nor_what_does_not_stand(tmp_path):
    load(tmp_path, Q1, YELLOW, RED)
    with pytest.raises(LedgerError, match=r"stands open in .*Open are: red\|gap_access"):
        close(tmp_path, YELLOW.key, Q2)
    with pytest.raises(LedgerError, match="Nothing was closed"):
        close(tmp_path, "red|x|y|z|rest", Q2)


@pytest.mark.parametrize(
    ("by", "kind", "closed_by"), [("", "decision", "B-1"), ("x", "", "B-1"), ("x", "decision", "")]
)
def test_a_closing_says_who_and_by_what(by, kind, closed_by):
    with pytest.raises(LedgerError, match="`remeasurement:ID` or `decision:ID`"):
        Closing(by=by, on=Q1, kind=kind, closed_by=closed_by)


def test_an_entry_holds_codes_and_the_chance_and_no_count(tmp_path):
    entry = load(tmp_path, Q1, YELLOW, RED)
    text = (entry.folder / "alerts.json").read_text()
    assert re.findall(r"\d[\d.]*", text) == ["0.155"]


@pytest.mark.parametrize("harm", ["changed", "missing", "swapped", "added"])
def test_a_damaged_chain_stops_everything(tmp_path, harm):
    load(tmp_path, Q1, RED)
    load(tmp_path, Q2)
    first, second = sorted((tmp_path / "alerts").iterdir())
    touch = {
        "changed": lambda: (first / "alerts.json").write_text('{"alerts": []}\n'),
        "missing": lambda: _remove(first),
        "swapped": lambda: (first / "entry.json").write_bytes((second / "entry.json").read_bytes()),
        "added": lambda: (second / "note.txt").write_text("x"),
    }
    touch[harm]()
    with pytest.raises(LedgerError, match="is damaged"):
        read_alerts(tmp_path)
    with pytest.raises(LedgerError, match="is damaged"):
        load(tmp_path, Q3, RED)


def test_a_study_without_alerts_has_none(tmp_path):
    record = read_alerts(tmp_path)
    assert (record.open, record.untold, record.latest_load, record.head) == ((), (), None, "")


def _remove(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


GOOD = {"level": "red", "group": "gender=woman", "compared_with": "rest", "statistic": "gap_access", "outcome": "x"}


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe", b"{", b"[]", b'{"alerts": null}', b'{"alerts": [{"level": "red"}]}', b"{}",
        json.dumps({"alerts": [{**GOOD, "level": 17}]}).encode(), json.dumps({"alerts": [{**GOOD, "odd": 1}]}).encode(),
        json.dumps({"alerts": [{**GOOD, "chance": "all"}]}).encode(),
    ],
)  # fmt: skip
def test_an_entry_that_holds_no_alerts_is_named_as_damage(tmp_path, content):
    files = tmp_path / "files"
    files.mkdir()
    (files / "alerts.json").write_bytes(content)
    facts = {"what": "look", "as_of": "2010-03-31", "data": "x"}
    append_entry(tmp_path / "alerts", files, label="2010-03-31-look", facts=facts, after="")
    with pytest.raises(LedgerError, match="`0001-2010-03-31-look` is not readable"):
        _ = read_alerts(tmp_path).open
