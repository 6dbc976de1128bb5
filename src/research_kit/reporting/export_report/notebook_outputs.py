"""What an executed notebook of the board room may hold: released things, word for word, and nothing that tells more."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from research_kit.disclosure import Release
from research_kit.display import MIME
from research_kit.errors import DisclosureError
from research_kit.reporting.export_report.markdown_numbers import counts_in_markdown
from research_kit.reporting.export_report.released_items import ReleasedItems
from research_kit.reporting.open_run import BoardRoom

_INJECTED = "injected-parameters"
_PARAMETERS = frozenset({"parameters", "as_of", "room"})
_OWN_METADATA = frozenset({"kernelspec", "language_info", "papermill", "execution", "tags"})
_SHOWN_AS = frozenset({MIME, "text/html", "text/plain"})


def require_only_released(name: str, notebook: Any, items: ReleasedItems) -> None:
    """Refuse an executed notebook that holds anything which was not released, wherever it is.

    Parameters
    ----------
    name
        The notebook's name, for the refusal.
    notebook
        As executed in the board room.
    items
        What the release shows of itself.

    Raises
    ------
    DisclosureError
        Naming the notebook, the cell (counted from 1 in the notebook as committed) and what to do.
    """
    for what in _strange_metadata(notebook.metadata):
        raise _refusal(f"{name}.ipynb, the notebook's metadata: {what}.")
    number = 0
    for cell in notebook.cells:
        is_injected = _INJECTED in cell.metadata.get("tags", [])
        number += 0 if is_injected else 1
        where = f"{name}.ipynb, cell {number}{' (the parameters of the run)' if is_injected else ''}"
        for what in _faults(cell, items, is_injected=is_injected):
            raise _refusal(f"{where}: {what}.")


def _refusal(what: str) -> DisclosureError:
    return DisclosureError(
        f"{what} Show answers of the run with `rk.show(...)`; nothing else can be on a board's page. "
        "Nothing was published."
    )


def _faults(cell: Any, items: ReleasedItems, *, is_injected: bool) -> Iterator[str]:
    """What is wrong with a cell, in words that do not repeat it."""
    if cell.get("attachments"):
        yield f"{len(cell.attachments)} file(s) are attached to it"
    yield from (f"its metadata: {what}" for what in _strange_metadata(cell.metadata))
    if is_injected and not _is_as_handed_over(cell.source):
        yield "the run hands over something other than its room"
    if cell.cell_type in ("markdown", "raw"):
        yield from counts_in_markdown(cell.source, k=items.k)
    for output in cell.get("outputs", []):
        yield from _output_faults(output, items)


def _output_faults(output: Any, items: ReleasedItems) -> Iterator[str]:
    if output.output_type == "stream":
        yield f"it shows something that is not a released result (text printed to {output.name})"
    elif output.output_type == "error":
        yield "it shows something that is not a released result (the traceback of an error)"
    elif not _is_released(output.get("data", {}), items):
        kinds = ", ".join(sorted(set(output.get("data", {})) - {MIME, "text/plain"})) or "plain text"
        yield f"it shows something that is not a released result ({kinds})"
    elif output.get("metadata"):
        yield "an output has metadata of its own, which is not a released result"


def _is_released(data: Mapping[str, Any], items: ReleasedItems) -> bool:
    """Only what a released thing shows of itself, whole; or the board room's own description."""
    if MIME in data:
        item = data[MIME]
        return set(data) <= _SHOWN_AS and isinstance(item, Mapping) and items.holds(item)
    return set(data) <= {"text/html", "text/plain"} and data.get("text/html") == _described(items.release)


def _described(release: Release) -> str:
    return BoardRoom(release)._repr_html_()


def _strange_metadata(metadata: Mapping[str, Any]) -> Iterator[str]:
    """Entries that no run writes and that could tell something: a number, a widget's state, a long text."""
    for key, value in metadata.items():
        if key == "widgets":
            yield "the state of a widget is kept there, with the data it shows; clear it before committing"
        elif key == "papermill" and not _is_papermills(value):
            yield "`papermill` holds parameters other than those of a run"
        elif key not in _OWN_METADATA and not _is_harmless(value):
            yield f"the entry `{_word(key)}` holds more than a yes or no; take it out before committing"
        elif key == "tags" and any(re.search(r"\d", str(tag)) for tag in value):
            yield "a tag holds a number; take it out before committing"


def _is_harmless(value: Any) -> bool:
    """Settings of the editor, such as `collapsed: true`."""
    if isinstance(value, Mapping):
        return all(_is_harmless(below) and _word(key) == key for key, below in value.items())
    return value is None or isinstance(value, bool)


def _word(key: Any) -> str:
    """A key as it may be repeated: without anything that could be data."""
    return str(key) if re.fullmatch(r"[A-Za-z_.-]{1,30}", str(key)) else "…"


def _is_papermills(value: Any) -> bool:
    handed = value.get("parameters", {}) if isinstance(value, Mapping) else {}
    return set(handed) <= _PARAMETERS and not any(handed.get(name) for name in ("parameters", "as_of"))


def _is_as_handed_over(source: str) -> bool:
    """Whether the injected cell only sets the run's parameters, of which the board room knows its room alone."""
    try:
        lines = ast.parse(source).body
        told = {line.targets[0].id: ast.literal_eval(line.value) for line in lines}  # type: ignore[attr-defined]
    except (SyntaxError, ValueError, AttributeError):
        return False
    return set(told) <= _PARAMETERS and not told.get("parameters") and not told.get("as_of")
