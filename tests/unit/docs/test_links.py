"""Links from one document to another lead somewhere, headings included; addresses outside are written as addresses."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.unit.docs.blocks import ROOT, pages

PAGES = pages()


def links(page: Path) -> list[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text))


@cache
def headings(page: Path) -> frozenset[str]:
    """The anchors of a page's headings, as the site and GitHub make them."""
    found = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    plain = (re.sub(r"[^\w\s-]", "", heading.replace("`", "").lower()) for heading in found)
    return frozenset(re.sub(r"\s", "-", heading.strip()) for heading in plain)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for link in links(page):
        if "://" in link or link.startswith("mailto:"):
            there = urlsplit(link)
            assert there.scheme in ("https", "mailto"), link
            assert there.scheme == "mailto" or re.fullmatch(r"[\w.-]+\.[a-z]{2,}", there.netloc), link
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in headings(target), link


def test_there_are_links_to_check():
    assert sum(len(links(page)) for page in PAGES) > 100
