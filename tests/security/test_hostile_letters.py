"""A study's title in the header of a letter: one line, whatever stands in it, and no recipient of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from research_kit.ledger import append_entry
from research_kit.ledger.alerts import AlertRecord, read_alerts
from research_kit.reporting.alerts.letter import letter_of
from research_kit.reporting.declaration import RunPlan, read_plan
from research_kit.study.texts import Texts
from tests.architecture.import_graph import PACKAGE
from tests.security.hostile import FORMULA, MARKUP, SIGNS, TEMPLATE

ROOT = PACKAGE.parents[1]
TITLES = {
    "a line break": "Samba\nBcc: evil@example.org",
    "a carriage return": "Samba\r\nBcc: evil@example.org\r\n\r\nevil",
    "another line end": "Samba\u2028Bcc: evil@example.org\x0b\x0c\x85",
    "an encoded word": "=?utf-8?q?Samba=0D=0ABcc:_evil@example.org?=",
    "markup": MARKUP["script"],
    "a formula": FORMULA["command"],
    "a template": TEMPLATE["Jinja"] + TEMPLATE["Fluent"],
    "from right to left": SIGNS["right to left"],
    "long": SIGNS["long"][:900],
}


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> AlertRecord:
    folder = tmp_path_factory.mktemp("ledger")
    files = folder / "files"
    files.mkdir()
    about = {"group": "gender=woman", "compared_with": "rest", "statistic": "share_through_gate", "outcome": "enrolled"}
    (files / "alerts.json").write_text(json.dumps({"alerts": [{"level": "red", **about}]}), encoding="utf-8")
    facts = {"what": "look", "as_of": "2011-06-30", "data": "d"}
    append_entry(folder / "alerts", files, label="2011-06-30-look", facts=facts, after="")
    return read_alerts(folder)


@pytest.fixture(scope="module")
def plan() -> RunPlan:
    read = read_plan(ROOT / "parameters" / "samba.yaml", date(2011, 6, 30))
    told = {"recipients": ("chair@example.org",), "sender": "kit@example.org"}
    return replace(read, alerts=read.alerts.model_copy(update=told))


def plan_called(plan: RunPlan, title: str) -> RunPlan:
    return replace(plan, study=plan.study.model_copy(update={"title": Texts(sv=title)}))


@pytest.mark.parametrize("kind", TITLES)
def test_a_title_is_one_header_of_a_letter(kind, record, plan):
    letter = letter_of(record, plan_called(plan, TITLES[kind]), sent_at=datetime(2011, 7, 1, tzinfo=UTC))
    read = message_from_bytes(letter.as_bytes(), policy=default)
    assert read["To"] == "chair@example.org"
    assert read["Bcc"] is None
    assert set(read.keys()) == set(letter.keys())
    assert len(read.get_all("Subject")) == 1
    assert read.get_content_type() == "text/plain"
