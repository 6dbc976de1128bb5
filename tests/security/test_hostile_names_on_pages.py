"""A study's own words that would act in a browser, a spreadsheet or a template: on every page they stay words."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import polars as pl
import pytest

from research_kit.disclosure.released_table import Release
from research_kit.display import show
from research_kit.reporting.esf_table.write_tables import inert
from research_kit.reporting.formats import write_formats
from research_kit.reporting.formats.pdf import why_no_pdf
from tests.architecture.import_graph import PACKAGE
from tests.security.hostile import FORMULA, MARKUP, SIGNS, TEMPLATE
from tests.unit.reporting.formats.made_up_edition import plan
from tests.unit.reporting.made_up_board import board_notebook, export_in, short_release, stored

HEAD = PACKAGE / "reporting" / "templates" / "board" / "head.html"
POLICY = {
    "default-src": "'none'", "style-src": "'unsafe-inline'", "img-src": "data:", "base-uri": "'none'",
    "form-action": "'none'",
}  # fmt: skip
WORD = "Egen försörjning"
TITLE = "".join(
    [FORMULA["command"], *(MARKUP[key] for key in ("script", "attribute", "link in Markdown")), *TEMPLATE.values()]
)
OUTCOME = "".join(
    [FORMULA["link"], *(MARKUP[key] for key in ("end of an element", "comment", "entity", "single quotes"))]
) + "".join([TEMPLATE["Fluent"], SIGNS["right to left"], SIGNS["no width"]])
"""A title, and a name of an outcome and of a group, that begin as formulas, and go on with everything else."""


def release_called(title: str, outcome: str) -> Release:
    named = {"self_support": {"sv": outcome, "en": outcome}}
    kept = {"time_to_employment": ("within", "gaps"), "participants": ("flow",)}
    answers = {}
    for name, answer in short_release().answers.items():
        called = {"gender": {"woman": {"sv": outcome, "en": outcome}}}
        subject = replace(answer.subject, title={"sv": title, "en": title}, outcomes=named, codes=called)
        answers[name] = replace(answer, subject=subject, tables={one: answer.tables[one] for one in kept[name]})
    return Release(answers=answers)


def edition(folder: Path, title: str, outcome: str, *formats: str) -> tuple[Path, Release]:
    folder.mkdir()
    release = stored(folder, release_called(title, outcome))
    export_in(("sv",), folder, board_notebook(release))
    (folder / "board_report.ipynb").unlink()
    write_formats(plan(*formats, languages=("sv",)), folder)
    return folder, release


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    return edition(tmp_path_factory.mktemp("harmless") / "e", "Samba", WORD, "large", "accessibility")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return edition(tmp_path_factory.mktemp("hostile") / "e", TITLE, OUTCOME)


class Elements(HTMLParser):
    """Every element with the names of its attributes, and all text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[tuple[str, tuple[str, ...]]] = set()
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.add((tag, tuple(sorted(name for name, _ in attrs))))

    def handle_data(self, data):
        self.said.append(data)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_a_page_has_no_element_that_it_has_not_with_harmless_names(hostile, harmless):
    folder, _ = hostile
    assert (folder / "board_sv.html").is_file()
    for page in sorted(folder.glob("*.html")):
        told = Elements(page.read_text(encoding="utf-8"))
        usual = Elements((harmless[0] / page.name).read_text(encoding="utf-8"))
        assert told.found <= usual.found, page.name
        assert "script" not in {tag for tag, _ in told.found}
        assert squeezed(TITLE) in squeezed(" ".join(told.said)), page.name
        assert squeezed(OUTCOME) in squeezed(" ".join(told.said)) or not page.name.startswith("board"), page.name


def test_a_widget_in_a_notebook_neither(hostile, harmless):
    for name, answer in hostile[1].items():
        bundle = show(answer, language="sv")._repr_mimebundle_()
        usual = show(harmless[1][name], language="sv")._repr_mimebundle_()
        assert Elements(bundle["text/html"]).found <= Elements(usual["text/html"]).found
        markdown = bundle.get("text/markdown", "")
        assert "<script" not in markdown.casefold()


def test_a_spreadsheet_computes_nothing(hostile):
    books = sorted(hostile[0].rglob("*.xlsx"))
    assert books
    for book in books:
        with zipfile.ZipFile(book) as archive:
            sheets = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
            assert "externalLink" not in "".join(archive.namelist())
        assert not re.search(r"<f[ >]", "".join(sheets))
        assert "https://evil.example" not in "".join(text for text in sheets if "<hyperlink" in text)


def test_the_plain_text_holds_it_as_it_is(hostile):
    text = (hostile[0] / "board_sv.txt").read_text(encoding="utf-8")
    assert squeezed(TITLE) in squeezed(text)


@pytest.mark.skipif(bool(why_no_pdf()), reason=why_no_pdf() or "a PDF can be made")
def test_a_pdf_has_no_action_and_no_link_outside(hostile):
    with pikepdf.open(hostile[0] / "board_sv.pdf") as pdf:
        assert "/OpenAction" not in pdf.Root
        assert "/JavaScript" not in pdf.Root.get("/Names", {})
        for page in pdf.pages:
            for note in page.get("/Annots", []):
                assert note.get("/A", {}).get("/S") != "/JavaScript"
                assert "evil" not in str(note.get("/A", {}).get("/URI", ""))


@pytest.mark.parametrize("text", FORMULA.values())
def test_what_begins_as_a_formula_is_made_text_in_a_file_of_commas(text):
    assert pl.select(inert(pl.lit(text))).item() == "'" + text


def test_a_page_lets_nothing_run_or_be_fetched(harmless):
    """By its own words too: should an escape ever be forgotten, the browser refuses what it let in."""
    pages = sorted(harmless[0].glob("*.html"))
    assert pages
    for page in pages:
        said = policy(page.read_text(encoding="utf-8"))
        assert said == POLICY, page.name


def test_every_page_that_is_made_has_the_policy():
    """Before anything that it could stop: a policy holds for what comes after it."""
    templates = [path for path in PACKAGE.rglob("*.j2") if "<head>" in path.read_text(encoding="utf-8")]
    assert len(templates) >= 6
    for path in templates:
        head = path.read_text(encoding="utf-8").partition("<head>")[2].partition("</head>")[0]
        included = re.search(r'\{% include "(?:board/)?head\.html" %\}', head)
        before = head[: included.start()] if included else head.partition("<meta http-equiv")[0]
        assert not re.search(r"<(style|link|script)", before), path.name
        assert policy(HEAD.read_text(encoding="utf-8") if included else head) == POLICY, path.name


def policy(page: str) -> dict[str, str]:
    """What the page allows, by kind; nothing where it has no policy, or two."""
    found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    parts = found[0].split(";") if len(found) == 1 else []
    return dict(part.strip().partition(" ")[::2] for part in parts if part.strip())
