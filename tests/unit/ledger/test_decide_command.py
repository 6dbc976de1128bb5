"""`research-kit decide` and `research-kit ledger`: entered, read back, and refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.ledger.findings import enter_findings
from research_kit.ledger.loop import read_loop
from tests.unit.ledger.made_up_loop import finding

PARAMETERS = """
study: {name: made_up, title: {sv: Påhittad}, synthetic: true, starts_on: 2009-07-01, as_of: 2011-06-30}
data: {sources: [{partner: p, table: participant, file: a.csv}]}
cohort: {file: cohort.yaml}
report: {folder: reports, ledger: ledger, notebooks_folder: ., notebooks: [question], board_report: board}
"""
DECISION = """\
findings: [ID]
text: "We open the language course in the evenings too."
type: change_activity
owner_role: activity_lead
decided_on: 2011-07-15
activity_change: {activity: A3, from_version: "1", to_version: "2", on: 2011-08-01}
expected: {direction: higher, size: 0.20}
due: 2011-08-01
review_on: 2013-08-01
stop_rule: "Fewer than five take part for a month."
participants_view: {view: not_asked}
"""


@pytest.fixture
def study(tmp_path) -> Path:
    (tmp_path / "p.yaml").write_text(PARAMETERS, encoding="utf-8")
    for name in ("cohort.yaml", "question.ipynb", "board.ipynb"):
        (tmp_path / name).write_text("name: x\n")
    found = [finding("gender=woman"), finding("gender=man", estimate=0.5, lower=0.404, upper=0.596, events=50)]
    enter_findings(tmp_path / "ledger" / "made_up", found, quarter="2011-Q2", release="")
    women = next(iter(read_loop(tmp_path / "ledger" / "made_up").findings))
    (tmp_path / "decision.yaml").write_text(DECISION.replace("ID", women), encoding="utf-8")
    return tmp_path


def told(study: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, [arguments[0], str(study / "p.yaml"), *arguments[1:]])
    assert result.exit_code == code, result.output
    return result.output


def test_a_decision_from_a_file_is_entered_once_and_read_back(study):
    file = ("decide", "--file", str(study / "decision.yaml"))
    assert "D1  2011-07-15  change_activity, activity_lead" in told(study, *file)
    assert "D1  2011-07-15" in told(study, *file)
    text = told(study, "ledger", "--findings")
    assert "2 findings of 2 claims" in text
    assert "1 decision, 0 measured again" in text
    assert "share_through_gate enrolled at 60: gender=woman 0.30 (0.22 to 0.40), n 100" in text
    assert "people after the change" in text
    assert "The loop is whole. Head: " in text


def test_a_preview_enters_nothing(study):
    text = told(study, "decide", "--file", str(study / "decision.yaml"), "--preview")
    assert "is expected by chance" in text
    assert read_loop(study / "ledger" / "made_up").decisions == {}


def test_the_same_decision_from_options(study):
    told(study, "decide", "--file", str(study / "decision.yaml"))
    women = next(iter(read_loop(study / "ledger" / "made_up").findings))
    keys = {
        "findings": women, "text": "We open the language course in the evenings too.", "type": "change_activity",
        "owner_role": "activity_lead", "decided_on": "2011-07-15", "activity_change.activity": "A3",
        "activity_change.from_version": "1", "activity_change.to_version": "2", "activity_change.on": "2011-08-01",
        "expected.direction": "higher", "expected.size": "0.20", "due": "2011-08-01", "review_on": "2013-08-01",
        "stop_rule": "Fewer than five take part for a month.", "participants_view.view": "not_asked",
    }  # fmt: skip
    told(study, "decide", *(part for key, value in keys.items() for part in ("--set", f"{key}={value}")))
    assert list(read_loop(study / "ledger" / "made_up").decisions) == ["D1"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--set", "text"), "takes KEY=VALUE"),
        (("--set", "text=Too little is said of it"), "`findings` is missing"),
        (("--set", "expected=1", "--set", "expected.size=1"), "has a value already"),
        (("--file", "missing.yaml"), "there is no such file"),
    ],
)
def test_a_refusal_is_a_sentence(study, arguments, says):
    assert says in told(study, "decide", *arguments, code=1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Only 3 women came, so the course moves to the evenings.", "`text` holds a number that may count people"),
        ("Only two women came, so the course moves to the evenings.", "`text` holds a number that may count people"),
        ("Fewer come because of the hours, so the course moves.", "G-CAUSAL: `text` says"),
    ],
)
def test_words_that_would_pass_by_the_gate_are_refused(study, words, says):
    path = study / "decision.yaml"
    path.write_text(path.read_text().replace("We open the language course in the evenings too.", words))
    told_ = told(study, "decide", "--file", str(path), code=1)
    assert says in told_
    assert "3" not in told_.split("holds")[-1]
    assert read_loop(study / "ledger" / "made_up").decisions == {}


def test_a_file_and_options_together_are_refused(study):
    text = told(study, "decide", "--file", str(study / "decision.yaml"), "--set", "due=2011-09-01", code=1)
    assert "from a file or from `--set`, not from both" in text


def test_one_claim_is_followed_over_the_quarters(study):
    later = finding("gender=woman", "2011-Q3", estimate=0.35, lower=0.26, upper=0.45)
    enter_findings(study / "ledger" / "made_up", [later], quarter="2011-Q3", release="")
    short = later.claim.short
    lines = told(study, "ledger", "--follow", short).splitlines()
    assert [line.split()[0] for line in lines] == [f"{short}-2011-Q2", f"{short}-2011-Q3"]


def test_a_tampered_line_is_named(study):
    (path,) = (study / "ledger").rglob("findings.jsonl")
    path.write_text(path.read_text().replace('"estimate": 0.5', '"estimate": 0.6'))
    assert "findings.jsonl, line 2: it was changed" in told(study, "ledger", code=1)
