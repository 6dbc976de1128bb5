"""A pseudonym key that was cut short, or is another study's, is not taken for the study's own."""

from __future__ import annotations

import json

import pytest

from research_kit.errors import KeyFileError
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.erase_person import erase_person
from research_kit.study.pseudonyms import create_key
from tests.unit.reporting.made_up_runs import MadeUpStudy, make_study

Q1, Q2 = "2010-03-31", "2010-06-30"


@pytest.fixture
def study(tmp_path, monkeypatch) -> MadeUpStudy:
    """A study with a key, of which one quarter was published."""
    made = make_study(tmp_path, monkeypatch)
    made.parameters.write_text(made.parameters.read_text().replace("data: {", "data: {key_file: key, "))
    create_key(tmp_path / "key")
    made.run(Q1, 40)
    return made


@pytest.mark.parametrize("how", ["cut in half", "another"])
def test_no_run_and_no_erasure_with_another_key(study, how):
    path = study.folder / "key"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if how == "cut in half" else whole[::-1].strip())
    with pytest.raises(KeyFileError, match=r"not the pseudonym key that the edition .*2010-Q1 was made with.* Restore"):
        study.run(Q2, 50)
    with pytest.raises(KeyFileError, match="so nothing was done"):
        erase_person(read_plan(study.parameters), "19121212-1212")
    assert not (study.editions / "2010-Q2").exists()
    path.write_bytes(whole)
    study.run(Q2, 50)


def test_the_manifest_holds_a_mark_and_nothing_of_the_key(study):
    manifest = (study.editions / "2010-Q1" / "manifest.json").read_text()
    key = (study.folder / "key").read_text().strip()
    assert len(json.loads(manifest)["inputs"]["key"]) == 32
    assert not [start for start in range(len(key) - 7) if key[start : start + 8] in manifest]


def test_an_edition_that_was_made_before_keys_had_marks_is_no_other_study(study):
    path = study.editions / "2010-Q1" / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["inputs"]["key"]
    path.write_text(json.dumps(manifest))
    study.run(Q2, 50)
