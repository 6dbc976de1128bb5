from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.board_page import board_page
from tests.unit.display.made_up import RELEASES
from tests.unit.display.made_up_questions import questions

CHROMIUM = "/usr/bin/chromium"
PAGES = {**RELEASES, "questions": questions}
STUDIES = tuple(PAGES)
LANGUAGES = ("sv", "en")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not (Path(CHROMIUM).exists() or shutil.which("chromium")):
        pytest.skip("no Chromium here: `make browser` installs Debian's where there is apt-get")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: `make test` does that")
    with sync_api.sync_playwright() as playwright:
        path = CHROMIUM if Path(CHROMIUM).exists() else shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Every made-up study as a page in every language."""
    folder = tmp_path_factory.mktemp("pages")
    written = {}
    for study, release in PAGES.items():
        for language in LANGUAGES:
            path = folder / f"{study}_{language}.html"
            path.write_text(board_page(release(), language), encoding="utf-8")
            written[study, language] = path
    return written
