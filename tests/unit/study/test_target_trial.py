"""The protocol of an imitated trial: every part is asked for by name, and contradictions are refused."""

from __future__ import annotations

import pytest

from research_kit.errors import DeclarationError
from research_kit.study.declaration import read_study_declaration

STUDY = """study:
  name: small
  title: {sv: "Liten", en: "Small"}
  as_of: 2011-06-30
effects:
"""
PARTS = {
    "activity": "language",
    "version": '"1"',
    "eligibility": '{who: {sv: "alla", en: "all"}, months: [1, 12]}',
    "strategies": "{start_within_months: 3, otherwise: no_start}",
    "assignment": '{by: choice, described: {sv: "själv", en: "herself"}}',
    "time_zero": "each_month",
    "follow_up": "{months: 12, until: last_verified_status}",
    "outcome": "{definition: strict, cause: employment}",
    "contrast": "difference_in_shares",
    "confounders": "{at_start: [age_years], at_each_month: [meetings]}",
    "design": "adjusted",
}


def read(tmp_path, *, without=(), times=1, **parts):
    given = {name: text for name, text in (PARTS | parts).items() if name not in without}
    first, *others = [f"{name}: {text}" for name, text in given.items()]
    protocol = "\n".join([f"  - {first}", *(f"    {other}" for other in others)]) + "\n"
    path = tmp_path / "parameters.yaml"
    path.write_text(STUDY + protocol * times, encoding="utf-8")
    return read_study_declaration(path).promises.effects


def test_a_whole_protocol_is_read(tmp_path):
    (trial,) = read(tmp_path)
    assert (trial.activity, trial.design, trial.eligibility.months) == ("language", "adjusted", (1, 12))
    assert trial.confounders.names == ("age_years", "meetings")
    assert trial.comparison.form == "none"


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_named_with_its_line(tmp_path, part):
    with pytest.raises(DeclarationError, match=rf"line \d+: the key `effects\.0\.{part}` is missing"):
        read(tmp_path, without=[part])


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"design": "randomised"}, "decides who starts"),
        ({"assignment": '{by: lot, described: {sv: "lott"}}'}, "decides who starts"),
        ({"assignment": '{by: lot, described: {sv: "lott"}}', "design": "randomised"}, "registered_on"),
        ({"confounders": "{at_start: [], at_each_month: []}"}, "names none"),
        ({"activity": "juggling"}, "is no type of activity"),
        ({"negative_controls": "{activities: [language]}"}, "its own negative control"),
        ({"strategies": "{start_within_months: 12, otherwise: no_start}"}, "must end before"),
        ({"eligibility": '{who: {sv: "alla"}, months: [0, 12]}'}, "the first and the last month"),
        ({"comparison": "{form: aggregate, share: 0.3}"}, "who counted it, and when"),
        ({"comparison": "{form: none, share: 0.3}"}, "belong to the form"),
        ({"designs": "adjusted"}, "Did you mean `design`"),
    ],
)
def test_parts_that_contradict_one_another_are_refused(tmp_path, parts, said):
    with pytest.raises(DeclarationError, match=said):
        read(tmp_path, **parts)


def test_two_protocols_of_one_activity_are_refused(tmp_path):
    with pytest.raises(DeclarationError, match="same activity"):
        read(tmp_path, times=2)
