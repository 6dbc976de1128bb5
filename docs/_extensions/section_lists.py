"""`<!-- pages -->` on a section's first page stands for all other pages of its folder, if there are any yet."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

MARK = "<!-- pages -->"


def _fill(app: Sphinx, page: str, source: list[str]) -> None:
    if MARK not in source[0]:
        return
    folder = Path(app.srcdir) / Path(page).parent
    others = sorted(path.stem for path in folder.glob("*.md") if path.stem != Path(page).name)
    listed = "\n".join(["```{toctree}", ":maxdepth: 1", "", *others, "```"]) if others else ""
    source[0] = source[0].replace(MARK, listed)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True}
