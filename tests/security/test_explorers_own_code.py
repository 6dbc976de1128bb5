"""The explorer runs code of its own in a notebook's page: two constants, with nothing of a study in them."""

from __future__ import annotations

from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from research_kit.desk.explorer import panels
from tests.security.hostile import FORMULA, MARKUP, SIGNS, TEMPLATE

HOSTILE = [*MARKUP.values(), *FORMULA.values(), *TEMPLATE.values(), *SIGNS.values()]


class Handlers(HTMLParser):
    """Every attribute that a browser runs, and every picture's source."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.code: list[tuple[str, str]] = []
        self.sources: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        assert tag != "script"
        for name, value in attrs:
            if name.startswith("on"):
                self.code.append((f"{tag} {name}", value or ""))
            if name in ("src", "href"):
                self.sources.append(value or "")


def explorer_called(text: str) -> Handlers:
    wording = SimpleNamespace(text=lambda key: text)
    made = (
        panels.title_panel(wording),  # type: ignore[arg-type]
        panels.code_panel(text, wording),  # type: ignore[arg-type]
        panels.status_panel(text, busy=True),
        panels.problem_panel(text, text),
    )
    return Handlers("".join(made))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:20])
def test_it_is_the_same_whatever_a_study_calls_its_things(text):
    found = explorer_called(text)
    assert found.code == explorer_called("Samba").code
    assert [place for place, _ in found.code] == ["img onload", "button onclick"]


def test_its_picture_is_held_in_the_page():
    sources = explorer_called("Samba").sources
    assert len(sources) == 1
    assert sources[0].startswith("data:image/gif;base64,")
