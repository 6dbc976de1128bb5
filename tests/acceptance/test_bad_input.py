"""Bad input from outside: each fault is listed with its file, row and column; nothing is written, nothing is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

NUMBER = "19121212-1212"  # the tax agency's own example of a valid number
BARE = NUMBER[2:8] + NUMBER[9:]

CSV = "src/research_kit/data/unemployment.csv"
PARAMETERS = "parameters/unemployment_spells.yaml"


def changed(path: Path, old: str, new: str, *, count: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def everything_under(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def nobody_is_eligible(path: Path) -> None:
    text, _, _ = path.read_text(encoding="utf-8").partition("\nexamples:")
    path.write_text(text + '\ninclude:\n  - {criterion: gender, among: ["non_binary"], reason: "nobody"}\n')


FAULTS = {
    "missing file": (lambda p: (p / CSV).unlink(), ["unemployment.csv", "there is no such file"]),
    "empty file": (lambda p: (p / CSV).write_text(""), ["unemployment.csv", "empty"]),
    "wrong delimiter": (
        lambda p: (p / CSV).write_text((p / CSV).read_text().replace(",", ";").replace(";", "^")),
        ["unemployment.csv", "delimiter"],
    ),
    "unknown code": (
        lambda p: changed(p / CSV, "4,1,white,male", "4,1,white,mail"),
        ["unemployment.csv, row 2", "sex", "Valid: woman, man"],
    ),
    "negative duration": (
        lambda p: changed(p / CSV, "4,1,white,male", "-4,1,white,male"),
        ["unemployment.csv, row 2", "duration"],
    ),
    "no number": (
        lambda p: changed(p / CSV, "4,1,white,male", "four,1,white,male"),
        ["unemployment.csv, row 2", "duration"],
    ),
    "identity number in an unmapped column": (
        lambda p: changed(p / CSV, "4,1,white,male,reentr,yes,yes,1", f"4,1,white,male,reentr,{NUMBER},yes,1"),
        ["unemployment.csv, row 2", "search", "identity number"],
    ),
    "identity number in a header": (
        lambda p: changed(p / CSV, "pubemp", BARE),
        ["unemployment.csv", "identity number"],
    ),
    "misspelt key": (
        lambda p: changed(p / PARAMETERS, "legal_basis:", "legal_bases:"),
        ["unemployment_spells.yaml, line", "Did you mean `legal_basis`?"],
    ),
    "misspelt key of a cohort": (
        lambda p: changed(p / "cohorts/unemployment_spells.yaml", "observed_as:", "observed_at:"),
        ["cohorts/unemployment_spells.yaml, line", "Did you mean `observed_as`?"],
    ),
    "identity number in a cohort file": (
        lambda p: changed(p / "cohorts/unemployment_spells.yaml", "452 perioder", f"{NUMBER} perioder"),
        ["unemployment_spells.yaml, line", "identity number"],
    ),
    "identity number in a notebook": (
        lambda p: changed(p / "notebooks/01_participants.ipynb", "Who takes part?", BARE),
        ["01_participants.ipynb, line", "identity number"],
    ),
    "misspelt dimension of a split": (
        lambda p: changed(p / "cohorts/unemployment_spells.yaml", "single: []", "single: [rase]"),
        ["`split_by`", "Did you mean `race`?"],
    ),
    "misspelt sensitive dimension": (
        lambda p: changed(p / PARAMETERS, "sensitive_dimensions: [race]", "sensitive_dimensions: [rase]"),
        ["`disclosure.sensitive_dimensions`", "Did you mean `race`?"],
    ),
    "nobody left": (lambda p: nobody_is_eligible(p / "cohorts/unemployment_spells.yaml"), ["452", "gender"]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_placed_and_answered_and_nothing_is_written(spells, tmp_path, fault):
    project = spells.copy(tmp_path / "project")
    spoil, says = FAULTS[fault]
    spoil(project.folder)
    before = everything_under(project.folder / "reports")
    said = project.refused_here("run", PARAMETERS)
    assert [text for text in says if text not in said] == [], said
    assert "Traceback" not in said
    assert BARE not in re.sub(r"\D", "", said)
    assert everything_under(project.folder / "reports") == before


def test_check_lists_faults_of_several_files_at_once_and_changes_nothing(samba, tmp_path):
    project = samba.copy(tmp_path / "project")
    data = project.folder / "data" / "samba"
    referrals = data / "kommunen" / "remisser.csv"
    lines = referrals.read_text(encoding="cp1252").splitlines(keepends=True)
    lines[4] = lines[4].rstrip("\r\n").rsplit(";", 2)[0] + f";{NUMBER};2010-01-01\r\n"
    referrals.write_text("".join(lines), encoding="cp1252", newline="")
    (data / "projektet" / "deltagande.parquet").write_bytes(b"PAR1 half a file")
    (data / "varden" / "patienter.csv").unlink()
    before = everything_under(project.folder / "reports")
    said = project.refused_here("check", "parameters/samba.yaml", "--html", "faults.html", "--table", "faults.csv")
    for file in ("remisser.csv, row 5", "deltagande.parquet", "patienter.csv"):
        assert file in said
    written = said + (project.folder / "faults.html").read_text() + (project.folder / "faults.csv").read_text()
    assert BARE not in re.sub(r"\D", "", written)
    assert everything_under(project.folder / "reports") == before


def test_a_missing_key_is_said_with_what_a_new_one_would_break(samba, tmp_path):
    project = samba.copy(tmp_path / "project")
    (project.folder / "data" / "samba" / "pseudonyms.key").unlink()
    said = project.refused_here("run", "parameters/samba.yaml")
    assert "pseudonyms.key" in said
    assert "earlier" in said


def test_a_key_that_others_can_read_is_refused(samba, tmp_path):
    project = samba.copy(tmp_path / "project")
    (project.folder / "data" / "samba" / "pseudonyms.key").chmod(0o644)
    assert "chmod 600" in project.refused_here("run", "parameters/samba.yaml")
