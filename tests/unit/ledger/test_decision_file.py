"""The decision as somebody writes it down: each fault with its line, dates in order, and nobody's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from research_kit.declarations import json_schema
from research_kit.errors import DeclarationError
from research_kit.ledger.decision_file import DecisionFile, decision_from, read_decision

WRITTEN = """\
findings: [F0a1b2c3d-2011-Q2]
text: "We open the language course in the evenings too."
type: change_activity
owner_role: activity_lead
decided_on: 2011-07-15
activity_change: {activity: A3, from_version: "1", to_version: "2", on: 2011-08-01}
expected: {direction: higher, size: 0.10}
due: 2011-08-01
review_on: 2012-08-01
stop_rule: "Fewer than five take part for a month."
participants_view: {view: contradicted, comment: "They say that the hours are not what keeps them away."}
"""


def refused(tmp_path, old: str, new: str) -> str:
    path = tmp_path / "decision.yaml"
    assert old in WRITTEN
    path.write_text(WRITTEN.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationError) as refusal:
        read_decision(path)
    return str(refusal.value).replace(str(path), "decision.yaml")


def test_a_decision_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "decision.yaml"
    path.write_text(WRITTEN, encoding="utf-8")
    decision = read_decision(path)
    assert (decision.findings, decision.expected.size) == (("F0a1b2c3d-2011-Q2",), 0.10)
    assert str(decision.measured_from) == "2011-08-01"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("due: 2011-08-01", "due: 2011-07-01", 8, "lies before `decided_on`"),
        ("on: 2011-08-01}", "on: 2011-07-01}", 6, "before `decided_on`: it had been changed before"),
        ("review_on: 2012-08-01", "review_on: 2011-08-01", 9, "must lie after `due` and after the change"),
        (
            'comment: "They say that the hours are not what keeps them away."',
            'comment: ""',
            11,
            "Numbers do not outrank",
        ),
        ("size: 0.10", "size: 0", 7, "must be more than 0"),
        ('to_version: "2"', 'to_version: "1"', 6, "the version that it has"),
        ("activity_lead", "anna", 4, "must be 'steering_group', 'project_owner'"),
        ("stop_rule:", "stop_rul:", 10, "Did you mean `stop_rule`?"),
        ("[F0a1b2c3d-2011-Q2]", "[F0a1b2c3d-2011-Q2, F0a1b2c3d-2011-Q2]", 1, "an id stands there twice"),
        ("type: change_activity", "type: measure_more", 6, "changes nothing"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, old, new, line, says):
    told = refused(tmp_path, old, new)
    if says == "changes nothing":
        line = 7
    assert f"decision.yaml, line {line}: " in told
    assert says in told


@pytest.mark.parametrize(
    "text",
    [
        "Anna Svensson opens the course in the evenings.",
        "The course is opened by Anna-Lena Öberg in the evenings.",
        "Ring 070-123 45 67 about the course in the evenings.",
        "Write to lead@example.org about the course.",
        "The participant 811228-9874 gets a place on the course.",
    ],
)
def test_nobody_is_named(tmp_path, text):
    told = refused(tmp_path, "We open the language course in the evenings too.", text)
    assert "decision.yaml, line 2: `text`" in told
    assert not any(name in told for name in ("Svensson", "Öberg", "123", "9874"))


def test_a_place_may_be_listed_as_nobodys_name(tmp_path):
    path = tmp_path / "decision.yaml"
    text = WRITTEN.replace("We open the language course", "The course moves to Norra Botkyrka")
    path.write_text(text + "not_names: [Norra Botkyrka]\n", encoding="utf-8")
    assert "Norra Botkyrka" in read_decision(path).text


def test_a_change_without_its_activity_or_its_size_is_refused(tmp_path):
    assert "says which activity gets which version" in refused(
        tmp_path, 'activity_change: {activity: A3, from_version: "1", to_version: "2", on: 2011-08-01}\n', ""
    )
    assert "say what it should do, and by how much" in refused(
        tmp_path, "expected: {direction: higher, size: 0.10}\n", ""
    )


def test_options_are_held_to_the_same_rules_by_key():
    with pytest.raises(DeclarationError, match=r"`text` is missing"):
        decision_from({"findings": ("F1",)})
    with pytest.raises(DeclarationError, match=r"`owner_role`: Input should be 'steering_group'"):
        decision_from({"findings": ("F1",), "owner_role": "boss"})


def test_the_file_has_a_schema_for_editors():
    schema = json_schema(DecisionFile)
    assert {"findings", "text", "type", "owner_role", "review_on", "participants_view"} <= set(schema["required"])
    assert schema["additionalProperties"] is False


def test_the_decision_of_the_demonstration_can_be_read():
    decision = read_decision(Path(__file__).parents[3] / "parameters" / "decisions" / "samba_2010.yaml")
    assert decision.findings == ("Fb9729969-2010-Q2",)
    assert decision.decided_on < decision.due < decision.review_on
