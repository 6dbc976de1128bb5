"""The checker finds what each of its conditions is about, and nothing in a PDF that has none of it."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from research_kit.reporting.formats.pdf import why_no_pdf, write_pdf
from tests.pdf_ua.broken import BREAKS, PAGE
from tests.pdf_ua.checker import NAMED, faults

pytestmark = pytest.mark.skipif(bool(why_no_pdf()), reason=why_no_pdf() or "a PDF can be made")
LOCKED = "26-002"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "sound.pdf"
    write_pdf(PAGE, path)
    return path


def test_a_small_page_fails_nothing(sound: Path) -> None:
    with pikepdf.open(sound) as pdf:
        assert faults(pdf) == {}


def test_every_condition_has_a_file_that_fails_it() -> None:
    assert set(BREAKS) | {LOCKED} == NAMED


@pytest.mark.parametrize("number", sorted(BREAKS))
def test_a_condition_is_failed_by_the_file_that_breaks_it(sound: Path, number: str) -> None:
    with pikepdf.open(sound) as pdf:
        BREAKS[number](pdf)
        assert number in faults(pdf)


def test_a_file_locked_for_assistive_technology_is_found(sound: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(sound) as pdf:
        allowed = pikepdf.Permissions(accessibility=False, extract=False)
        pdf.save(
            locked, encryption=pikepdf.Encryption(owner="a", user="", R=3, allow=allowed, aes=False, metadata=False)
        )
    with pikepdf.open(locked) as pdf:
        assert LOCKED in faults(pdf)


def test_the_same_page_gives_the_same_bytes(sound: Path, tmp_path: Path) -> None:
    write_pdf(PAGE, tmp_path / "again.pdf")
    assert (tmp_path / "again.pdf").read_bytes() == sound.read_bytes()


def test_a_figure_is_told_in_its_own_words_and_links_in_those_of_the_page(sound: Path) -> None:
    from tests.pdf_ua.opened import Opened

    with pikepdf.open(sound) as pdf:
        opened = Opened(pdf)
        told = [str(one.it.Alt) for one in opened.elements if one.kind == "Figure"]
        assert told == ["Andelen. 30 procent."]
        assert [str(note.Contents) for _, note in opened.annotations()] == ["Andelen"]
        assert str(pdf.Root.Lang) == "sv"
        with pdf.open_outline() as outline:
            assert outline.root[0].title == "En sida"
