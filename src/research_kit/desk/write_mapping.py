"""Proposals written into a parameters file: comments are kept, nothing that stands there is changed."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from research_kit.declarations import read_yaml
from research_kit.desk.proposal import MappingProposal
from research_kit.desk.source_entry import DECIDE, source_entry
from research_kit.errors import DeclarationError
from research_kit.study.declaration import read_data_declaration

_WIDTH = 4096
_INDENT = " " * 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A proposal and where its table is."""

    proposal: MappingProposal
    file: Path
    sheet: str | None
    database: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What became of the proposals: how many were `added`, what was `left` as it stood, and how much is to `decide`."""

    added: int
    left: tuple[str, ...]
    decide: int


def write_mapping(parameters: str | Path, placed: Sequence[Placed]) -> Written:
    """Add an entry of `data.sources` for each proposal, all of them or none.

    An entry of the same table and file that stands there already is left as it is, and is said to be.

    Raises
    ------
    DeclarationError
        The parameters file cannot be read, or would not be valid afterwards: it has not been changed.
    """
    parameters = Path(parameters)
    read_yaml(parameters)  # its faults are told with their lines
    yaml = _yaml()
    document = yaml.load(parameters.read_text(encoding="utf-8-sig"))
    data = document.setdefault("data", CommentedMap())
    sources = data.get("sources")
    if not sources:
        sources = data["sources"] = CommentedSeq()
    new: list[tuple[Placed, str]] = []
    left: list[tuple[Placed, str]] = []
    for one in placed:
        path = one.database or _as_written(one.file, parameters)
        (left if _stands_there(sources, one, path) else new).append((one, path))
    texts = [source_entry(one.proposal, where=_where(one, path)) for one, path in new]
    for lines in texts:
        sources.append(_parsed(lines))
    if new:
        _replace(parameters, _dumped(yaml, document))
    told = tuple(f"{path}{f' [{one.sheet}]' if one.sheet else ''} as {one.proposal.table}" for one, path in left)
    return Written(added=len(new), left=told, decide=sum(DECIDE in line for lines in texts for line in lines))


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _parsed(lines: list[str]) -> CommentedMap:
    """An entry with its comments, in the columns in which it will stand."""
    first, *rest = lines
    text = "\n".join(["data:", "  sources:", f"    - {first}", *(f"{_INDENT}  {line}" for line in rest)]) + "\n"
    entry: CommentedMap = _yaml().load(text)["data"]["sources"][0]
    return entry


def _where(one: Placed, path: str) -> dict[str, str | None]:
    return {"database": path, "table_name": one.sheet} if one.database else {"file": path, "sheet": one.sheet}


def _stands_there(sources: Sequence[Any], one: Placed, path: str) -> bool:
    there = {
        (
            str(each.get("table")),
            str(each.get("file") or each.get("database")),
            each.get("sheet") or each.get("table_name"),
        )
        for each in sources
    }
    return (one.proposal.table, path, one.sheet) in there


def _as_written(file: Path, parameters: Path) -> str:
    return Path(os.path.relpath(file.resolve(), parameters.resolve().parent)).as_posix()


def _dumped(yaml: YAML, document: Any) -> str:
    buffer = io.StringIO()
    yaml.dump(document, buffer)
    return buffer.getvalue()


def _replace(parameters: Path, text: str) -> None:
    """Put a new text in the place of the old one, once it has been found to be a valid declaration."""
    handle, name = tempfile.mkstemp(prefix=f".{parameters.stem}-", suffix=".yaml", dir=parameters.parent)
    made = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        made.chmod(parameters.stat().st_mode & 0o777)
        try:
            read_data_declaration(made)
        except DeclarationError as error:
            said = str(error).replace(str(made), str(parameters))
            raise DeclarationError(f"{said}\nCorrect that first: {parameters} has not been changed.") from None
        made.replace(parameters)
    finally:
        made.unlink(missing_ok=True)
