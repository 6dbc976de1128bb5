"""Numbers and names in README are those of the project, and its picture is made by a command."""

from __future__ import annotations

import importlib.util
import re
import struct
from types import ModuleType

import pytest

import research_kit
from research_kit.ledger.decision_file import read_decision
from research_kit.results.finding import Claim
from tests.unit.docs.blocks import ROOT, commands

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_numbers_are_counted():
    spells = (ROOT / "src" / "research_kit" / "data" / "unemployment.csv").read_text(encoding="utf-8").splitlines()
    assert f"{len(spells) - 1} real\n   unemployment spells" in README or f"{len(spells) - 1} real" in README
    samba = (ROOT / "parameters" / "samba.yaml").read_text(encoding="utf-8")
    partners = set(re.findall(r"- partner: (\w+)", samba))
    words = {4: "four", 5: "five", 6: "six", 7: "seven"}
    assert f"{words[len(partners)]} invented agencies" in README


def test_the_edition_that_is_named_is_the_one_that_the_demonstration_ends_with():
    samba = (ROOT / "parameters" / "samba.yaml").read_text(encoding="utf-8")
    year, month = re.search(r"^  as_of: (\d{4})-(\d\d)", samba, flags=re.MULTILINE).groups()
    assert f"reports/samba/{year}-Q{(int(month) + 2) // 3}/board_sv.html" in README


def test_the_decision_of_the_demonstration_is_about_what_the_text_says():
    waits = {"answer": "process", "table": "waits", "statistic": "share_within_days"}
    days = int(re.search(r"\(Here more people were to get an answer within (\d+) days\.", README)[1])
    decision = read_decision(ROOT / "parameters" / "decisions" / "samba_2010.yaml")
    claim = Claim(**waits, outcome="referral_to_decision", time=days)
    assert decision.findings == (f"{claim.short}-2010-Q2",)
    assert decision.expected.direction == "higher"


def test_commands_in_the_text_are_those_that_there_are():
    named = set(re.findall(r"`[^`\n]*research-kit ([a-z-]+)", README))
    assert named
    assert named - set(commands()) == set()


def test_folders_that_are_named_are_there():
    named = re.findall(r"^\| `([\w/]+/)`", README, flags=re.MULTILINE)
    made = {"ledger/", "reports/", "data/"}
    assert [name for name in named if name not in made and not (ROOT / name).is_dir()] == []


def test_names_of_the_package_in_the_text_are_public():
    for name in set(re.findall(r"\brk\.(\w+)", README)):
        assert name in research_kit.__all__, name


def picture_maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("picture", ROOT / "docs" / "_picture.py")
    module = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(module)  # type: ignore[union-attr]
    return module


def test_the_picture_is_as_the_command_makes_it():
    made = picture_maker()
    head = made.PICTURE.read_bytes()[:24]
    assert struct.unpack(">II", head[16:24]) == (made.WIDTH, made.HEIGHT)
    assert "$(BIN)/python docs/_picture.py" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_without_a_page_no_picture_is_made(tmp_path, monkeypatch, capsys):
    made = picture_maker()
    monkeypatch.setattr(made, "PAGE", tmp_path / "missing.html")
    monkeypatch.setattr(made, "PICTURE", tmp_path / "picture.png")
    assert made.main() == 1
    assert "no picture" in capsys.readouterr().out
    assert not (tmp_path / "picture.png").exists()


@pytest.mark.browser
def test_a_page_becomes_a_picture(tmp_path):
    import shutil

    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("there is no Chromium")
    (tmp_path / "page.html").write_text("<h1>Samba</h1>", encoding="utf-8")
    made = picture_maker()
    made.draw(browser, tmp_path / "page.html", tmp_path / "picture.png")
    assert struct.unpack(">II", (tmp_path / "picture.png").read_bytes()[16:24]) == (made.WIDTH, made.HEIGHT)
