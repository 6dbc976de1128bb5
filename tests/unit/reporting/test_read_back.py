"""Reading numbers back out of finished files: every place a number can hide in, and none twice wrong."""

from __future__ import annotations

import zipfile

import polars as pl
import pytest

from research_kit.display import catalogue
from research_kit.display.catalogue import languages
from research_kit.errors import RunError
from research_kit.reporting.read_back import read_back, tables_of
from research_kit.reporting.read_back.numbers import numbers_in
from tests.unit.reporting.made_up_board import board_notebook, export, stored

PAGE = """<!doctype html><html lang="sv"><head><title>Rapport 41</title>
<meta name="description" content="42 personer"><script type="application/ld+json">{"n": 43}</script>
<style>.a::after { content: "44" }</style></head><body><!-- 45 --><header><p>46 personer</p></header>
<article id="work"><h3>4<b>7</b> av 1\u202f048</h3><p hidden>49 %</p><p data-n="50">x</p>
<figure><svg viewBox="0 0 100 100"><title>51</title><desc>52 månader</desc><text x="1" y="1">53</text></svg></figure>
<table><caption>54 i tabellen</caption><thead><tr><th>Grupp</th><th colspan="2">12 mån</th></tr></thead>
<tbody><tr><th rowspan="2">Kvinnor</th><td>55</td><td>56 % (5–7)</td></tr><tr><td>57</td></tr></tbody></table>
<img alt="58"><details><summary>59</summary></details><template><p>60</p></template><textarea>61</textarea></article>
<footer>62</footer></body></html>"""


@pytest.fixture
def found(tmp_path):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    return read_back(tmp_path / "page.html")


def test_a_number_is_found_wherever_it_is(found):
    assert set(range(41, 63)) - {48} <= set(found["value"].to_list())
    assert 1048 in found["value"].to_list()
    assert set(found["page"]) == {"page.html"}


@pytest.mark.parametrize(
    ("value", "item", "kind", "unit"),
    [
        (41, "head", "metadata", ""),
        (42, "head", "attribute", "people"),
        (43, "head", "metadata", ""),
        (45, "body", "metadata", ""),
        (46, "header", "text", "people"),
        (47, "work", "text", "of"),
        (49, "work", "text", "%"),
        (50, "work", "attribute", ""),
        (52, "work", "figure", "months"),
        (54, "work", "table", ""),
        (60, "work", "text", ""),
        (62, "footer", "text", ""),
    ],
)
def test_it_says_what_a_number_is_and_in_which_item(found, value, item, kind, unit):
    row = found.filter(pl.col("value") == value).row(0, named=True)
    assert (row["item"], row["kind"], row["unit"]) == (item, kind, unit)


def test_a_cell_has_its_headers_those_that_reach_over_several_too(found):
    cells = found.filter((pl.col("kind") == "table") & pl.col("row").is_in(["Kvinnor"]))
    assert cells["value"].to_list() == [55, 56, 5, 7, 57]
    assert set(cells["column"]) == {"12 mån"}
    assert cells["place"][0] == "article#work > table > tbody > tr:nth-of-type(1) > td:nth-of-type(1)"


def test_the_marks_of_a_figure_are_read_off_its_axes(tmp_path):
    page = """<html lang="sv"><article id="curve"><svg><line class="grid" x1="0" x2="100" y1="100" y2="100"/>
    <line class="grid" x1="0" x2="100" y1="0" y2="0"/><text class="ax" x="-5" y="105">0 %</text>
    <text class="ax" x="-5" y="5">50 %</text><line class="axis" x1="0" x2="0" y1="100" y2="106"/>
    <line class="axis" x1="100" x2="100" y1="100" y2="106"/><text class="ax" x="0" y="120">0</text>
    <text class="ax" x="100" y="120">12</text><path class="curve" d="M0 100H25V60L50 40"/></svg></article></html>"""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    marks = read_back(tmp_path / "page.html").filter(pl.col("text") == "path.curve")
    assert marks.filter(pl.col("unit") == "%")["value"].to_list() == pytest.approx([0, 0, 20, 30])
    assert marks.filter(pl.col("unit") == "")["value"].to_list() == pytest.approx([0, 3, 3, 6])


def test_bars_without_an_axis_are_people_by_the_number_on_the_longest(tmp_path):
    page = """<html lang="sv"><article id="flow"><svg><rect class="bar-b" x="0" y="0" width="200" height="30"/>
    <text x="5" y="20">100</text><rect class="bar-b" x="0" y="40" width="150" height="30"/>
    <rect class="seg-g1" x="152" y="40" width="4" height="30"/></svg></article></html>"""
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    marks = read_back(tmp_path / "page.html").filter(pl.col("unit") == "people")
    assert marks["value"].to_list() == [100, 75, 3]


def test_a_spreadsheet_is_read_whole(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        sheet, hidden = book.add_worksheet("Kvinnor"), book.add_worksheet("Dold")
        sheet.write_row(0, 0, ["Grupp", "Personer"])
        sheet.write_row(1, 0, ["Utrikes födda", 71])
        sheet.write_comment("B2", "egentligen 72")
        sheet.write_formula("C2", "=B2*73", value=74)
        hidden.write("A1", "tre personer och 75")
        hidden.hide()
        book.define_name("secret", "=76")
        book.set_properties({"title": "Rapport 77", "comments": "78"})
        book.set_custom_property("n", 79)
    found = read_back(tmp_path / "book.xlsx")
    assert set(range(71, 80)) <= set(found["value"].to_list())
    cell = found.filter(pl.col("value") == 71).row(0, named=True)
    assert (cell["item"], cell["place"], cell["row"], cell["column"]) == (
        "Kvinnor",
        "Kvinnor!B2",
        "Utrikes födda",
        "Personer",
    )
    assert found.filter(pl.col("value") == 75)["place"].to_list()[0] == "Dold!A1"


def test_a_spreadsheet_with_a_part_that_cannot_be_read_is_an_error(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet()
    with zipfile.ZipFile(tmp_path / "book.xlsx", "a") as archive:
        archive.writestr("xl/media/image1.png", b"3")
    with pytest.raises(RunError, match=r"xl/media/image1\.png in it cannot be read back"):
        read_back(tmp_path / "book.xlsx")


def pdf(path, *, attached=False):
    from pypdf import PdfWriter
    from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(named)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = StreamObject()
    content.set_data(b"BT /F1 12 Tf 20 200 Td (Women 81 of 82) Tj 0 -20 Td (12 345) Tj ET")
    page[NameObject("/Contents")] = writer._add_object(content)
    writer._add_object(DictionaryObject({NameObject("/Alt"): TextStringObject("Figure: 83 people")}))
    writer.add_metadata({"/Title": "Report 84"})
    writer.add_outline_item(title="Part 85", page_number=0)
    writer._root_object[NameObject("/Lang")] = TextStringObject("en")
    if attached:
        writer.add_attachment("people.csv", b"3")
    writer.write(path)
    return path


def test_a_pdf_is_read_with_what_no_page_shows(tmp_path):
    found = read_back(pdf(tmp_path / "page.pdf"))
    assert {81, 82, 83, 84, 85} <= set(found["value"].to_list())
    assert found.filter(pl.col("value") == 81)["place"].to_list() == ["page 1, line 1"]
    assert {12, 345} <= set(found["value"].to_list())  # an ordinary space may stand between two columns


def test_a_pdf_with_an_attachment_is_an_error(tmp_path):
    with pytest.raises(RunError, match=r"1 file\(s\) are attached"):
        read_back(pdf(tmp_path / "page.pdf", attached=True))


def test_the_files_of_a_release_are_read(tmp_path):
    (tmp_path / "a.csv").write_text("gender,statistic,n\nwoman,share_within,91\n")
    (tmp_path / "a.json").write_text('{"k": 92, "tables": [{"n": [93]}]}')
    csv = read_back(tmp_path / "a.csv").row(0, named=True)
    assert (csv["value"], csv["row"], csv["column"]) == (91, "woman, share_within", "n")
    assert read_back(tmp_path / "a.json")["place"].to_list() == [".k", ".tables[0].n[0]"]


def test_a_file_that_cannot_be_read_back_must_not_be_published(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"3")
    with pytest.raises(RunError, match="cannot be read back from a file of this kind"):
        read_back(tmp_path / "a.docx")


# What an outsider puts together -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    release = stored(folder)
    export(folder, board_notebook(release))
    return folder, release


def test_the_tables_of_a_page_are_those_of_the_release_where_they_can_be_seen(pages):
    folder, release = pages
    flow = tables_of(folder / "board_sv.html")["participants-flow"]
    released = release["participants"]["flow"].to_polars()
    everybody = flow.filter(pl.all_horizontal(pl.col("^(gender|foreign_born)$").is_null()))
    steps = [name for name in flow.columns if name.startswith("to_")]
    top = everybody.filter(pl.all_horizontal(pl.col(name).is_null() for name in steps))["n"].item()
    expected = released.filter(
        (pl.col("statistic") == "referred") & pl.col("gender").is_null() & pl.col("foreign_born").is_null()
    )
    assert top == expected["n"].item()
    within = tables_of(folder / "board_sv.html")["time-to-employment-within"]
    told = release["time_to_employment"]["within"].to_polars().filter(pl.col("n").is_not_null())
    seen = within.filter(pl.col("n").is_not_null() & pl.col("not_known_yet_time-to-employment-within").is_null())
    keys = ["gender", "foreign_born"]
    counts = dict.fromkeys(told.select(*keys, "n").iter_rows())
    assert set(seen.select(*keys, "n").iter_rows()) <= set(counts)
    assert seen.height > 4


def test_both_languages_tell_an_outsider_the_same(pages):
    folder, _ = pages
    swedish, english = (tables_of(folder / f"board_{language}.html") for language in ("sv", "en"))
    assert list(swedish) == list(english)
    for item, table in swedish.items():
        assert table.equals(english[item]), item


def test_a_withheld_group_is_a_row_without_a_number(pages):
    folder, _ = pages
    within = tables_of(folder / "board_sv.html")["time-to-employment-within"]
    assert within["n"].null_count() > 0
    assert within.schema["n"] == pl.Int64


@pytest.mark.parametrize("key", ["desc-estimate", "desc-likely", "desc-alarm"])
@pytest.mark.parametrize("language", languages())
def test_the_end_of_a_groups_name_is_not_read_into_its_number(language: str, key: str) -> None:
    """`Aged 15–24 100%` would be twenty-four thousand one hundred per cent, to a reader and to a listener."""
    said = catalogue.text(language, key, group="Aged 15–24", value="100%", range="90–100", alarm="80–100")
    assert 100.0 in [one.value for one in numbers_in(said, language=language)]
