"""One small number planted in every place of a page, and written in every way there is: each stops the export."""

from __future__ import annotations

import re

import pytest

from research_kit.display.words import Words
from research_kit.errors import DisclosureError
from research_kit.reporting.export_report import audit_pages
from research_kit.reporting.export_report.markdown_numbers import counts_in_markdown
from research_kit.reporting.export_report.page_markup import require_known_markup
from research_kit.reporting.export_report.page_numbers import number_gate, require_allowed_numbers
from research_kit.reporting.read_back.markup_tree import tree_of
from tests.unit.display.made_up import samba_subject
from tests.unit.reporting.made_up_board import board_notebook, export, stored

LANGUAGES = ("sv", "en")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    release = stored(folder)
    return release, export(folder, board_notebook(release))


@pytest.fixture(scope="module")
def gates(made):
    return {language: number_gate(made[0], Words(language, samba_subject())) for language in LANGUAGES}


PLACES = {
    "the alternative text of a figure": ("</desc>", " 3.</desc>"),
    "the title of a figure": (r"(<svg[^>]*>)", r"\1<title>3</title>"),
    "the label that a screen reader says": ("<article ", '<article aria-label="3 kvinnor" '),
    "a label on a mark": ("<circle ", '<circle aria-label="3" '),
    "a data attribute of a figure": ("<circle ", '<circle data-n="3" '),
    "a comment": ("</article>", "<!-- 3 --></article>"),
    "a style": ("<details>", '<details style="width:3px">'),
    "a variable of the stylesheet": ("</style>", ":root{--women:3}</style>"),
    "a variable on an element": ("<details>", '<details style="--women:3">'),
    "content made by the stylesheet": ("</style>", ".x::after{content:'3'}</style>"),
    "metadata": ("</title>", '</title><meta name="women" content="3">'),
    "the page's description": (r'(<meta name="description" content=")', r"\g<1>3 kvinnor. "),
    "a link to data": ("</article>", '<a href="data:text/plain,3">x</a></article>'),
    "a picture in the page": ("</article>", '<img src="data:image/png;base64,iVBORw0KGgo="></article>'),
    "a picture that a figure is filled with": ("<circle ", '<circle fill="url(data:text/plain,3)" '),
    "a hidden element": ("</article>", "<p hidden>3</p></article>"),
    "an element that is drawn but not seen": ("</svg>", '<text visibility="hidden">3</text></svg>'),
    "a text outside the drawing": ("</svg>", '<text x="-900" y="-900">3</text></svg>'),
    "a template": ("</article>", "<template>3</template></article>"),
    "a script": ("</article>", "<script>const n = 3</script></article>"),
    "metadata of a drawing": ("</svg>", "<metadata>3</metadata></svg>"),
    "an id": ("<details>", '<details id="n3">'),
    "a class": ("<details>", '<details class="w3">'),
    "the caption of a table": ("</caption>", " 3 kvinnor</caption>"),
    "a cell of a table": ("<td>", "<td>3 "),
    "an empty table row": ("</tbody>", "<tr><th>3</th></tr></tbody>"),
    "between two items": ("</article>", "</article><p>3 kvinnor</p>"),
    "the footer": ("</footer>", "<p>3</p></footer>"),
    "after the end of the page": ("</html>", "</html>3"),
    "the size of a mark": (r'(<circle[^>]* r=")[\d.]+', r"\g<1>3.3"),
    "the transform of a mark": ("<circle ", '<circle transform="translate(3)" '),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_a_number_planted_in_a_place_of_the_page(made, tmp_path, place, language):
    release, pages = made
    pattern, written = PLACES[place]
    changed, count = re.subn(pattern, written, pages[f"board_{language}"], count=1)
    assert count == 1
    page = tmp_path / f"board_{language}.html"
    page.write_text(changed, encoding="utf-8")
    with pytest.raises(DisclosureError, match=rf"board_{language}\.html, .*\(.*\)\. Nothing was published"):
        audit_pages([page], release)


WRITTEN = {
    "digits": "3 kvinnor|3 women",
    "a word": "tre kvinnor|three women",
    "a word of two parts": "tjugotre kvinnor|twenty-three women",
    "a word in capitals": "TRE KVINNOR|THREE WOMEN",
    "one": "en person|one person",
    "nobody": "ingen av dem|none of them",
    "a hundred": "hundra tre kvinnor|one hundred and three women",
    "a dozen": "ett dussin kvinnor|a dozen women",
    "a pair": "ett par kvinnor|a couple of women",
    "an ordinal": "den tredje|the third",
    "a space that does not break": "3\u00a0kvinnor|3\u00a0women",
    "thousands with such a space": "3\u00a0111 kvinnor|3\u202f111 women",
    "an entity": "&#51; kvinnor|&#x33; women",
    "a named entity between digits": "1&nbsp;111|1&thinsp;111",
    "a soft hyphen in a number": "1\u00ad3 kvinnor|1&shy;3 women",
    "a soft hyphen in a word": "t\u00adre kvinnor|th\u00adree women",
    "a joiner": "1\u200d3|1\u200b3",
    "full-width digits": "\uff13 kvinnor|\uff13 women",
    "digits of another script": "\u0663|\u0969",
    "mathematical digits": "\U0001d7d1|\U0001d7db",
    "a superscript": "x\u00b3|x\u00b3",
    "a subscript": "x\u2083|x\u2083",
    "a circled digit": "\u2462|\u2462",
    "a Roman numeral": "\u2162|\u2162",
    "a fraction": "\u2153 av dem|\u2153 of them",
    "a percentage": "97 %|97%",
    "a percentage in words": "nittiosju procent|ninety-seven per cent",
    "a range": "1\u20134 kvinnor|1\u20134 women",
    "a part of a whole": "7 av 13|7 of 13",
    "inline elements": "1<b>3</b> kvinnor|1<i>3</i> women",
    "a decimal": "0,043|0.043",
    "an exponent": "3e0|3e0",
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", WRITTEN)
def test_a_number_written_in_some_way_in_a_text(gates, way, language):
    """Read off the page alone: the comparison with what the release shows is not needed to stop it."""
    said = WRITTEN[way].split("|")[LANGUAGES.index(language)]
    html = (
        f'<html lang="{language}"><body><article id="time-to-employment-within"><p>{said}</p></article></body></html>'
    )
    page = tree_of(html)
    require_known_markup("page.html", tree_of(html.replace("<b>", "<span>").replace("</b>", "</span>")
                                              .replace("<i>", "<span>").replace("</i>", "</span>")))  # fmt: skip
    with pytest.raises(DisclosureError, match=r"page\.html, time-to-employment-within: a text holds a number"):
        require_allowed_numbers("page.html", page, gates[language])


NOT_IN_PROSE = {"an ordinal"}
"""What may be said of how something is done, in a notebook's own text, which never reaches a page."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", [way for way in WRITTEN if way not in NOT_IN_PROSE and "entity" not in way
                                 and way != "inline elements"])  # fmt: skip
def test_a_number_typed_into_a_markdown_cell_in_some_way(way, language):
    said = WRITTEN[way].split("|")[LANGUAGES.index(language)].replace("&shy;", "\u00ad")
    assert list(counts_in_markdown(f"Of those, {said} left.", k=5))
