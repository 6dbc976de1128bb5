"""Life tables on disk: text that anybody can read, from which the very same table comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from research_kit.counts.life_table_type import LifeTable, made_from, require_life_table
from research_kit.counts.pooling import pooled_tally
from research_kit.errors import CountsError
from research_kit.provenance import hash_file

FORMAT = "research-kit life table"
VERSION = 1
_TYPES: dict[str, Any] = {
    str(kind): kind for kind in (pl.String, pl.Boolean, pl.Int64, pl.UInt64, pl.Float64, pl.Float32, pl.Date, pl.Null)
}


def write_life_table(life_table: LifeTable, path: str | Path) -> Path:
    """The table as `<path>.csv` (and `<path>.entries.csv` with late entry), and what its columns are as `<path>.json`.

    Parameters
    ----------
    life_table
        What to write; it holds exact counts, and is no more fit for release than they are.
    path
        Folder and name, without an ending. What is there already is written over.

    Returns
    -------
    The path of the JSON file, for `read_life_table`.

    Raises
    ------
    CountsError
        A group column is of a type that text cannot give back.
    """
    require_life_table(life_table)
    head = Path(path).with_name(f"{Path(path).name}.json")
    facts = {"format": FORMAT, "version": VERSION, **write_columns(life_table, Path(path))}
    head.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return head


def read_life_table(head: str | Path) -> LifeTable:
    """The life table that `write_life_table` wrote: the same rows, columns, types and values.

    Parameters
    ----------
    head
        The JSON file; the CSV files lie beside it.

    Raises
    ------
    CountsError
        A file is missing, was changed after it was written, was written by a later version, or its counts contradict
        each other.
    """
    path = Path(head)
    return read_columns(read_head(path, FORMAT, VERSION), path.parent, path.name)


def read_head(
    path: Path, form: str, version: int, *, todo: str = "Name the JSON file that was written."
) -> dict[str, Any]:
    """The JSON of a stored table, when this version of the package understands it; else `todo` says what to do."""
    try:
        facts = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise CountsError(f"{path}: there is no readable head of a table (JSON). {todo}") from None
    if facts.get("format") != form:
        raise CountsError(f"{path}: this is no `{form}`. {todo}")
    if facts.get("version") != version:
        raise CountsError(
            f"{path}: written in format {facts.get('version')!r}; this version reads {version}. Update it."
        )
    return facts


def write_columns(life_table: LifeTable, path: Path) -> dict[str, Any]:
    """Write the CSV files of a table; gives what is needed to read them back."""
    parts = {f"{path.name}.csv": life_table.table}
    if life_table.entries is not None:
        parts[f"{path.name}.entries.csv"] = life_table.entries
    for name, frame in parts.items():
        _require_text_types(frame)
        frame.write_csv(path.with_name(name), quote_style="non_numeric")
    return {
        "by": list(life_table.by),
        "weighting": life_table.weighting,
        "files": {
            name: {
                "sha256": hash_file(path.with_name(name)),
                "rows": frame.height,
                "columns": {column: _type_name(dtype) for column, dtype in frame.schema.items()},
            }
            for name, frame in parts.items()
        },
        "levels": {
            name: dtype.categories.to_list()
            for name, dtype in life_table.groups.schema.items()
            if isinstance(dtype, pl.Enum)
        },
    }


def read_columns(facts: Mapping[str, Any], folder: Path, said: str) -> LifeTable:
    """The life table whose CSV files lie in a folder; `said` is how errors call it."""
    try:
        read = _read_columns(facts, folder, said)
        _require_consistent(read, said)
    except CountsError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, pl.exceptions.PolarsError) as error:
        raise CountsError(
            f"{said}: what it says of its columns does not fit them ({type(error).__name__}). Ask for all files again."
        ) from None
    return read


def _read_columns(facts: Mapping[str, Any], folder: Path, said: str) -> LifeTable:
    frames = [_read_csv(folder / Path(name).name, file, facts["levels"], said) for name, file in facts["files"].items()]
    return LifeTable(table=frames[0], entries=frames[1] if len(frames) > 1 else None, weighting=facts["weighting"])


def _read_csv(path: Path, file: Mapping[str, Any], levels: Mapping[str, list[str]], said: str) -> pl.DataFrame:
    if not path.is_file():
        raise CountsError(f"{said}: its file {path.name} is missing. Ask for all files that were written together.")
    if hash_file(path) != file["sha256"]:
        raise CountsError(f"{said}: {path.name} was changed after it was written. Ask for the file again, unopened.")
    schema = {name: pl.Enum(levels[name]) if name in levels else _TYPES[kind] for name, kind in file["columns"].items()}
    return pl.read_csv(path, schema=schema)


def _type_name(dtype: pl.DataType) -> str:
    return "Enum" if isinstance(dtype, pl.Enum) else str(dtype)


def _require_text_types(frame: pl.DataFrame) -> None:
    strange = [name for name, dtype in frame.schema.items() if _type_name(dtype) not in (*_TYPES, "Enum")]
    if strange:
        raise CountsError(
            f"A table by {', '.join(map(repr, strange))} cannot be written as text and read back: group by text, an "
            "Enum, true and false, numbers or dates."
        )


def _require_consistent(life_table: LifeTable, said: str) -> None:
    """Counted anew from its own exits and entries, the table comes out as it says."""
    tally = pooled_tally((life_table,), life_table.by, weighted=life_table.weighting != "none")
    anew = made_from(tally, life_table.weighting).table
    if anew.height != life_table.table.height or not _equal_counts(anew, life_table.table):
        raise CountsError(
            f"{said}: its counts contradict each other (at risk = at risk before - left + entered does not hold, or "
            "rows are not in order). Count it again with `rk.counts.life_table`."
        )


def _equal_counts(anew: pl.DataFrame, table: pl.DataFrame) -> bool:
    measured = [name for name in table.columns[table.columns.index("time") :] if name in anew.columns]
    return all(np.allclose(anew[name].to_numpy(), table[name].to_numpy(), rtol=1e-9, atol=1e-9) for name in measured)
