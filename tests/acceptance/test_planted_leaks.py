"""Leaks planted one by one, each of which stops the export with its place named, and never with what leaked."""

from __future__ import annotations

import re
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from research_kit.disclosure import read_release
from research_kit.errors import DisclosureError
from research_kit.reporting.export_report import audit_pages, export_pages
from research_kit.reporting.run_notebooks import Job, run_notebooks
from tests.unit.reporting.made_up_board import PLAN, board_notebook, export, stored

SECRET = "3"  # how many native-born women started work: withheld in the made-up release


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The pages of a clean notebook, which pass."""
    folder = tmp_path_factory.mktemp("clean")
    release = stored(folder)
    return folder, release, export(folder, board_notebook(release))


def refused(folder, notebook, match):
    """The export is refused with the place named, nothing is written, and the refusal repeats no value."""
    stored(folder)
    with pytest.raises(DisclosureError, match=match) as error:
        export(folder, notebook)
    assert not list(folder.glob("*.html"))
    assert "Nothing was published" in str(error.value)
    return str(error.value)


def test_the_clean_notebook_is_exported(made):
    _, _, pages = made
    assert set(pages) == {"board_sv", "board_en"}
    assert all("12 " in page and "injected" not in page and "rk.show" not in page for page in pages.values())


# What a researcher may leave in a notebook ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["Of the women, 3 found work.", "tre personer slutade", "n = 17", "| kvinnor | 4 |", "about 12 % left", "7/31",
     "## Results\n\nThree people left."],
)  # fmt: skip
def test_a_count_typed_into_a_markdown_cell(made, tmp_path, text):
    notebook = board_notebook(made[1])
    notebook.cells.insert(3, new_markdown_cell(text))
    said = refused(tmp_path, notebook, r"board_report\.ipynb, cell 3: its text holds \d number\(s\).*line \d")
    assert not re.search(r"\b(17|31)\b", said.replace("line 3", ""))


SMUGGLED = {
    "text printed to stdout": new_output("stream", name="stdout", text="pid  gender\n P1   woman\n"),
    "text printed to stderr": new_output("stream", name="stderr", text="warning: 3 rows dropped"),
    "the traceback of an error": new_output("error", ename="KeyError", evalue="'19121212-1212'", traceback=["…"]),
    "plain text": new_output("execute_result", data={"text/plain": "[('P1', 'woman', 3)]"}, execution_count=1),
    "text/html": new_output("execute_result", data={"text/html": "<table><tr><td>P1</td></tr></table>"}),
    "image/png": new_output("display_data", data={"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"}),
    "image/svg": new_output("display_data", data={"image/svg+xml": "<svg><path d='M0 3'/></svg>"}),
    "application/json": new_output("display_data", data={"application/json": {"n": 3}}),
    "application/vnd.jupyter.widget-view": new_output(
        "display_data", data={"application/vnd.jupyter.widget-view+json": {"model_id": "a1"}}
    ),
    "application/vnd.plotly": new_output("display_data", data={"application/vnd.plotly.v1+json": {"data": [3]}}),
    "application/javascript": new_output("display_data", data={"application/javascript": "const n = 3;"}),
}


@pytest.mark.parametrize("what", SMUGGLED)
def test_anything_but_a_released_thing_in_an_output(made, tmp_path, what):
    notebook = board_notebook(made[1])
    notebook.cells.insert(4, new_code_cell("people.head(1)", outputs=[SMUGGLED[what]]))
    refused(tmp_path, notebook, rf"board_report\.ipynb, cell 4: .*not a released result \(.*{re.escape(what)}")


def with_more_beside(notebook):
    notebook.cells[3].outputs[0].data["image/png"] = "iVBORw0KGgo="


def with_output_metadata(notebook):
    notebook.cells[3].outputs[0].metadata["image/png"] = {"width": 3}


def with_attachment(notebook):
    notebook.cells[0].attachments = {"people.png": {"image/png": "iVBORw0KGgo="}}


def with_widgets(notebook):
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"value": 3}}}}


def with_notebook_metadata(notebook):
    notebook.metadata["dropped_participants"] = 3


def with_cell_metadata(notebook):
    notebook.cells[3].metadata["participants"] = {"women": 3}


def with_tag(notebook):
    notebook.cells[3].metadata["tags"] = ["women-3"]


def with_injected_data(notebook):
    notebook.cells[1].source += '\nwomen = "3"'


def with_injected_study(notebook):
    notebook.cells[1].source = notebook.cells[1].source.replace('parameters = ""', 'parameters = "study.yaml"')


def with_papermill_data(notebook):
    notebook.metadata["papermill"]["parameters"]["women"] = 3


def with_other_words(notebook):
    item = notebook.cells[3].outputs[0].data["application/vnd.research-kit.item+json"]
    item["languages"]["sv"] = item["languages"]["sv"].replace("</desc>", " Inrikes födda kvinnor: 3.</desc>", 1)


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (with_more_beside, "cell 3: it shows something that is not a released result"),
        (with_output_metadata, "cell 3: an output has metadata"),
        (with_other_words, "cell 3: it shows something that is not a released result"),
        (with_attachment, "cell 1: 1 file"),
        (with_widgets, "the notebook's metadata: the state of a widget"),
        (with_notebook_metadata, "the notebook's metadata: the entry `dropped_participants`"),
        (with_cell_metadata, "cell 3: its metadata: the entry `participants`"),
        (with_tag, "cell 3: its metadata: a tag holds a number"),
        (with_injected_data, r"cell 1 \(the parameters of the run\): the run hands over"),
        (with_injected_study, r"cell 1 \(the parameters of the run\): the run hands over"),
        (with_papermill_data, "the notebook's metadata: `papermill` holds parameters"),
    ],
)
def test_what_else_a_notebook_may_carry(made, tmp_path, spoil, place):
    notebook = board_notebook(made[1])
    spoil(notebook)
    refused(tmp_path, notebook, rf"board_report\.ipynb, {place}")


def test_rows_of_participants_shown_by_a_kernel_in_every_way_there_is(made, tmp_path):
    """One run of a real kernel; each of its cells alone stops the export."""
    ways = {
        "print(people)": "text printed to stdout",
        "people": "plain text|text/html",
        "people.to_pandas()": "text/html",
        "people.row(0)": "plain text",
        "from IPython.display import HTML, display\ndisplay(HTML(people._repr_html_()))": "text/html",
        "import sys\nsys.stderr.write(str(people))": "text printed to stderr",
    }
    first = new_code_cell('room = ""', metadata={"tags": ["parameters"]})
    data = new_code_cell("import polars as pl\npeople = pl.DataFrame({'pid': ['P1'], 'gender': ['woman']})")
    kernel = {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    cells = [first, data, *map(new_code_cell, ways)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "leaky.ipynb")
    job = Job(notebook=tmp_path / "leaky.ipynb", output=tmp_path / "out" / "leaky.ipynb",
              parameters={"room": ""}, working_folder=tmp_path)  # fmt: skip
    run_notebooks([job])
    executed = nbformat.read(job.output, as_version=4)
    for cell, what in zip(executed.cells[-len(ways) :], ways.values(), strict=True):
        notebook = board_notebook(made[1])
        notebook.cells.append(cell)
        last = len(notebook.cells) - 1  # the injected cell is not one of the notebook as committed
        refused(tmp_path, notebook, rf"cell {last}: .*not a released result \(.*(?:{what})")


# What the display or the template may be made to do: the payload agrees with the release's own rendering -------------


def test_a_withheld_value_in_the_alternative_text_that_the_display_itself_writes(made, tmp_path, monkeypatch):
    from research_kit.display import pictures

    describe = pictures.describe_dots

    def leaky(plot, words, write):
        label = next(row.label for row in plot.rows if row.withheld)
        return f"{describe(plot, words, write)} {label}: {SECRET}."

    monkeypatch.setattr(pictures, "describe_dots", leaky)
    refused(tmp_path, board_notebook(made[1]), r"board_sv\.html, time-to-employment-within: .*desc")


def test_a_withheld_value_in_a_table_that_the_display_itself_writes(made, tmp_path, monkeypatch):
    from research_kit.display import tables

    monkeypatch.setattr(tables, "count", lambda value, row, words: SECRET if value is None else str(value))
    refused(tmp_path, board_notebook(made[1]), r"board_sv\.html, [a-z-]+: a cell of a table holds a number .*td")


def test_a_withheld_value_that_a_figure_draws(made, tmp_path, monkeypatch):
    from research_kit.display import pictures

    share_dots = pictures.share_dots

    def leaky(rows, words, *, k):
        plot = share_dots(rows, words, k=k)
        shown = next(row for row in plot.rows if row.estimate is not None)
        hidden = next(row for row in plot.rows if row.withheld)
        drawn = replace(shown, label=hidden.label, estimate=0.437, bar=None, alarm=None, value="", range="")
        return replace(plot, rows=[drawn if row is hidden else row for row in plot.rows])

    monkeypatch.setattr(pictures, "share_dots", leaky)
    monkeypatch.setattr(pictures, "describe_dots", lambda *_: "")
    refused(tmp_path, board_notebook(made[1]), r"board_sv\.html, time-to-employment-within: a mark of a figure stands")


def test_a_data_attribute_in_a_figure_that_the_display_itself_writes(made, tmp_path, monkeypatch):
    from research_kit.display.figures.drawing import Drawing

    circle = Drawing.circle

    def leaky(self, centre, radius, cls):
        circle(self, centre, radius, cls)
        self.parts[-1] = self.parts[-1].replace("<circle", f'<circle data-n="{SECRET}"')

    monkeypatch.setattr(Drawing, "circle", leaky)
    refused(tmp_path, board_notebook(made[1]), r"board_sv\.html, [a-z-]+: it holds an attribute `data-n` .*circle")


TEMPLATE = {
    "<!-- women: 3 -->": "a comment",
    '<script type="application/ld+json">{"women": 3}</script>': "an element `script`",
    '<div hidden="">3</div>': "an attribute `hidden`",
    '<p style="display:none">3</p>': "an attribute `style`",
    '<meta name="participants" content="3">': "metadata that are not the page's own",
    '<a href="https://example.org/?n=3">mer</a>': "a link that leads away",
    '<img alt="3">': "an element `img`",
    '<p aria-label="3 kvinnor"></p>': "an attribute holds a number",
    "<p>3 kvinnor</p>": "a text holds a number",
    "<p>tre kvinnor</p>": "a text holds a number",
    "<style>.n::after { content: '3' }</style>": "a stylesheet that is not the page's own",
}


@pytest.mark.parametrize("planted", TEMPLATE)
def test_a_piece_planted_in_the_template(made, tmp_path, monkeypatch, planted):
    import shutil

    from research_kit.reporting.export_report import pages

    folder = shutil.copytree(pages.TEMPLATES, tmp_path / "templates")
    template = folder / "board" / "index.html.j2"
    template.write_text(template.read_text().replace("</main>", f"{planted}</main>"))
    monkeypatch.setattr(pages, "TEMPLATES", folder)
    refused(tmp_path, board_notebook(made[1]), rf"board_sv\.html, .*{TEMPLATE[planted]}.*\(.*\)")


# What somebody may do to a finished page -----------------------------------------------------------------------------

FIRST_DESC = re.compile(r"</desc>")
TAMPERED = {
    "a suppressed cell in the alternative text": (FIRST_DESC, " Inrikes födda kvinnor 3.</desc>"),
    "a released number in a place that is not its own": (re.compile(r"<caption>"), "<caption>168 "),
    "a digit split by a joiner": (re.compile(r"</figcaption>"), " 1\u200d3 kvinnor</figcaption>"),
    "a digit written as an entity": (re.compile(r"</figcaption>"), " &#51; kvinnor</figcaption>"),
    "a digit of another script": (re.compile(r"</figcaption>"), " \u0663 kvinnor</figcaption>"),
    "a moved mark": (re.compile(r'(<circle[^>]* cx=")[\d.]+(" cy="[\d.]+" r="8")'), r"\g<1>401.7\2"),
    "a bent curve": (re.compile(r'(<path d="M[\d.]+ [\d.]+H[\d.]+V)[\d.]+([^>]* class="curve)'), r"\g<1>111.1\2"),
    "a changed word": (re.compile(r"prickad"), "få"),
    "an item twice over": (re.compile(r"<article"), "<article><p>x</p></article><article"),
    "a line of the contents": (re.compile(r'(<li><a href="#[a-z-]+">)'), r"\1Tre kvinnor. "),
    "an attribute": (re.compile(r"<details>"), '<details class="n3">'),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_page_that_somebody_changed(made, tmp_path, what):
    folder, release, pages = made
    pattern, written = TAMPERED[what]
    page = tmp_path / "board_sv.html"
    changed, count = pattern.subn(written, pages["board_sv"], count=1)
    assert count == 1
    page.write_text(changed, encoding="utf-8")
    with pytest.raises(DisclosureError, match=r"board_sv\.html, .*(?:\(|not a heading)"):
        audit_pages([page], release)
    audit_pages([folder / "board_sv.html"], release)


def test_nothing_is_exported_where_one_of_two_notebooks_leaks(made, tmp_path):
    release = stored(tmp_path)
    nbformat.write(board_notebook(release), tmp_path / "board_report.ipynb")
    leaky = board_notebook(release)
    leaky.cells.append(new_code_cell(outputs=[SMUGGLED["plain text"]]))
    nbformat.write(leaky, tmp_path / "01_participants.ipynb")
    with pytest.raises(DisclosureError, match=r"01_participants\.ipynb, cell"):
        export_pages(PLAN, tmp_path, tmp_path, ["board_report", "01_participants"])
    assert not list(tmp_path.glob("*.html"))
    assert read_release(tmp_path / "released")
