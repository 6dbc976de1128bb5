"""`make picture`: the first screen of the demonstration's board page, as README and the site show it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "reports" / "samba" / "2011-Q2" / "board_sv.html"
PICTURE = ROOT / "docs" / "board_page.png"
WIDTH, HEIGHT = 900, 1167
SCREEN = 1280
"""A desktop's window, drawn as wide as a column of README."""


def main() -> int:
    """Write `docs/board_page.png`; 1 where there is no page or no browser to draw it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not PAGE.is_file() or browser is None:
        print(f"no picture: {'`make demo` makes the page' if browser else 'Chromium is missing (`make browser`)'}.")
        return 1
    draw(browser, PAGE, PICTURE)
    print(PICTURE.relative_to(ROOT))
    return 0


def draw(browser: str, page: Path, picture: Path) -> None:
    """The first screen of a page, in light colours."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        size = {"width": SCREEN, "height": round(HEIGHT * SCREEN / WIDTH)}
        shown = started.new_page(viewport=size, device_scale_factor=WIDTH / SCREEN, color_scheme="light")
        shown.goto(page.as_uri())
        shown.screenshot(path=picture)
        started.close()
    _fewer_colours(picture)


def _fewer_colours(picture: Path) -> None:
    """A page has few colours: a palette makes the file a third as large."""
    from PIL import Image

    with Image.open(picture) as whole:
        whole.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
