"""The matrix of imports between layers, for the page on architecture: from the reading that the tests of them make."""

from __future__ import annotations

from sphinx.application import Sphinx

MARK = "<!-- imports between layers -->"


def matrix() -> str:
    """One row and one column a layer, in the way of the data; empty where nothing is imported."""
    from tests.architecture.import_graph import LAYERS, imports_between_layers

    counted = imports_between_layers()
    short = [f"`{name[:4]}`" for name in LAYERS]
    head = f"| from ↓ of → | {' | '.join(short)} |\n| --- |{' ---: |' * len(LAYERS)}"
    rows = [
        f"| `{own}` | " + " | ".join("·" if own == other else str(counted[own, other] or "") for other in LAYERS) + " |"
        for own in LAYERS
    ]
    return "\n".join([head, *rows])


def _fill(_: Sphinx, page: str, source: list[str]) -> None:
    if page == "architecture/layers":
        source[0] = source[0].replace(MARK, "```{rst-class} matrix\n```\n\n" + matrix())


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _fill)
    return {"parallel_read_safe": True}
