"""The cells of a CSV file and the values of a JSON file, as places that can hold a number."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from research_kit.reporting.read_back.found import Place
from research_kit.reporting.read_back.numbers import numbers_in


def read_csv_places(path: Path) -> tuple[list[Place], str]:
    """The places, and the language that numbers are written in: a file for machines has decimal points."""
    if path.suffix.lower() == ".json":
        return list(_values(path.stem, "", json.loads(path.read_text(encoding="utf-8")))), ""
    with path.open(newline="", encoding="utf-8-sig") as file:
        lines = list(csv.reader(file))
    heads = lines[0] if lines else []
    places = [Place(item=path.stem, place=f"line 1, column {i}", kind="metadata", said=h) for i, h in enumerate(heads)]
    for number, cells in enumerate(lines[1:], start=2):
        row = ", ".join(cell for cell in cells if cell and not _is_number(cell))
        for index, said in enumerate(cells):
            head = heads[index] if index < len(heads) else ""
            place = f"line {number}, column {head or index}"
            places.append(Place(item=path.stem, place=place, kind="table", said=said, row=row, column=head))
    return places, ""


def _is_number(text: str) -> bool:
    found = numbers_in(text)
    return len(found) == 1 and found[0].text == text.strip()


def _values(item: str, place: str, value: object) -> Iterator[Place]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield Place(item=item, place=f"{place}.{key}", kind="metadata", said=str(key))
            yield from _values(item, f"{place}.{key}", below)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _values(item, f"{place}[{index}]", below)
    elif value is not None and not isinstance(value, bool):
        yield Place(item=item, place=place, kind="metadata", said=str(value))
