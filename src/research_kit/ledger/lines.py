"""Records as lines of text, each tied to the line before it, so that a changed line can be named.

The hash of the whole file stands in its entry: it says that something was changed. The marks at the ends of the lines
say where. Somebody who writes the marks anew is found by the entry all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from research_kit.provenance import hash_text

MARK = "line"
_DIGITS = 12


def lines_of(records: Iterable[Mapping[str, Any]]) -> str:
    """One line of JSON a record, in the order given; each ends with a mark made from it and the mark before it."""
    lines, before = [], ""
    for record in records:
        before = _mark(before, record)
        lines.append(_text({**record, MARK: before}))
    return "".join(f"{line}\n" for line in lines)


def records_of(text: str) -> list[dict[str, Any]]:
    """The records of lines that `lines_of` wrote; a last line that was not ended is a ValueError."""
    *lines, rest = text.split("\n")  # no other sign ends a line
    if rest:
        raise ValueError("the last line has no end")
    read = [json.loads(line) for line in lines]
    return [{key: value for key, value in record.items() if key != MARK} for record in read]


def changed_line(path: Path) -> int | None:
    """The first line, counted from 1, that is not as it was written; null where every line fits the one before it."""
    before = ""
    for number, line in enumerate(path.read_bytes().decode(errors="replace").split("\n")[:-1], start=1):
        try:
            record = json.loads(line)
            mark = record.pop(MARK)
        except (ValueError, KeyError, TypeError, AttributeError):
            return number
        if mark != _mark(before, record) or _text({**record, MARK: mark}) != line:
            return number
        before = mark
    return None


def _mark(before: str, record: Mapping[str, Any]) -> str:
    return hash_text(f"{before}{_text(record)}")[:_DIGITS]


def _text(record: Mapping[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False)
