"""A study handed to another process: pseudonymised, complete, and for its owner only."""

import json
import stat
import subprocess
import sys
from dataclasses import asdict

import pytest

from research_kit.errors import SourceError
from research_kit.study import read_study, write_study
from tests.unit.study.conftest import PNR


def test_what_is_written_is_what_is_read(small_study, tmp_path):
    small_study.enrolments += small_study.enrolments.splitlines()[-1] + "\n"
    study = small_study.open()
    again = read_study(write_study(study, tmp_path / "handover"))
    assert again.declaration == study.declaration
    assert again.data.model_dump() == study.data.model_dump() | {"key_file": None}
    for name, rows in study.tables.items():
        assert again.table(name).equals(rows, null_equal=True), name
        assert again.table(name).schema == rows.schema
    assert again.faults.equals(study.faults)
    assert (again.as_of, again.delivered, again.data_hash) == (study.as_of, study.delivered, study.data_hash)
    assert asdict(again.removed) == asdict(study.removed)


def test_the_folder_is_for_its_owner_only_and_holds_neither_key_nor_number(small_study, tmp_path):
    folder = write_study(small_study.open(), tmp_path / "handover")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    secret = (small_study.folder / "key").read_bytes().strip()
    numbers = [number.replace("-", "")[2:].encode() for number in PNR.values()]
    for file in folder.iterdir():
        content = file.read_bytes().replace(b"-", b"")
        assert secret not in content
        assert not any(number in content for number in numbers)
    assert json.loads((folder / "study.json").read_text())["data"]["key_file"] is None


def test_own_words_are_never_written(small_study, tmp_path):
    small_study.add_source(
        partner="kommun", table="need", file="behov.csv", identifier={"column": "pnr", "kind": "personal_number"},
        recorded_on="2010-06-01",
    )  # fmt: skip
    text = f"need_id;pnr;stated_on;own_words\n1;{PNR['amina']};2010-05-01;jag vill lära mig svenska\n"
    (small_study.folder / "behov.csv").write_text(text)
    study = small_study.open()
    assert study.table("need")["own_words"].to_list() == ["jag vill lära mig svenska"]
    again = read_study(write_study(study, tmp_path / "handover"))
    assert again.table("need")["own_words"].to_list() == [None]
    assert again.table("need").schema == study.table("need").schema


def test_a_folder_without_a_study_is_said_so(tmp_path):
    with pytest.raises(SourceError, match="holds no complete study"):
        read_study(tmp_path)


def test_reading_back_needs_no_schemas(small_study, tmp_path):
    folder = write_study(small_study.open(), tmp_path / "handover")
    code = (
        "import sys; from research_kit.study import read_study; "
        f"read_study({str(folder)!r}); "
        "heavy = {'dataframely', 'fastexcel', 'personnummer'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
