"""What the Makefile promises: targets that are told, locks that are all made and audited, documents that name them."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests.security.__main__ import LOCKS, told_of
from tests.unit.docs.blocks import ROOT, targets
from tests.validate.__main__ import parts, run

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_lock_is_made_and_audited():
    made = set(re.findall(r"--output-file (requirements[\w-]*\.lock)", MAKEFILE))
    assert set(LOCKS) <= made
    assert {"requirements.lock", "requirements-test.lock", "requirements-validate.lock"} <= set(LOCKS)
    assert made >= set(re.findall(r"(requirements[\w-]*\.lock)", MAKEFILE))


def test_every_target_for_people_is_in_the_help_and_none_is_a_file():
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, flags=re.MULTILINE)[1].split())
    assert phony == set(targets())


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize(
    ("fails", "code"), [("", 0), ("pytest", 2), ("mypy", 2), ("pytest mypy", 2), ("compileall", 2), ("ruff", 2)]
)
def test_the_tests_fail_where_any_part_of_them_does(tmp_path, fails, code):
    """The recipe itself, with commands in the place of Python's and the tools' that end as they are told."""
    ends = f'for one in {fails}; do case "${{0##*/}} $*" in *"$one"*) exit 3;; esac; done'
    for name in ("python", "mypy", "ruff"):
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\n{ends}\n")
        tool.chmod(0o755)
    ready = [word for target in ("setup-test", "browser", "pango", "servers") for word in ("-o", target)]
    done = subprocess.run(
        ["make", "--no-print-directory", *ready, f"BIN={tmp_path}", "test"], check=False, cwd=ROOT, capture_output=True
    )
    assert done.returncode == code


@pytest.mark.parametrize(
    ("found", "ends", "said"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "all 1 packages audited, 0 with known faults"),
        ([{"name": "a", "skip_reason": "x"}], 2, "0 of 1 packages audited: the service of published faults was not"),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}],
            1,
            "PYSEC-1 (mended in 2)",
        ),
        (
            [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "x"}],
            2,
            "1 of 2 packages audited: 1 were not found there",
        ),
    ],
)
def test_what_could_not_be_looked_up_is_not_called_clean(found, ends, said, capsys):
    assert told_of("a.lock", found) == ends
    assert said in capsys.readouterr().out


def test_a_part_of_the_validation_that_hangs_is_stopped_and_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tests.validate.__main__.LOGS", tmp_path)
    first = parts()[0]
    for command, minutes, failed, said in (
        (("-c", "print('done')"), 1, False, "green: done"),
        (("-c", "import time; print('at work', flush=True); time.sleep(60)"), 0.02, True, "STOPPED after 0.02 minutes"),
        (("-c", "raise SystemExit(3)"), 1, True, "FAILED (3)"),
    ):
        part = type(first)(name="x", command=command, minutes=minutes)
        assert run(part) is failed
        assert said in capsys.readouterr().out


def test_ten_minutes_of_fuzzing_are_a_part_of_the_validation():
    fuzz = next(part for part in parts() if part.name == "fuzz")
    assert int(fuzz.command[fuzz.command.index("--seconds") + 1]) >= 600
    assert fuzz.minutes * 60 > 660
