"""The register of erased people: keyed marks alone, by which a person is known again and left out of every rerun.

A mark is made from a pseudonym with the study's key, and tells nothing without it: neither who somebody is, nor which
pseudonym they had. The register is only added to. It is kept beside the key, open to its owner alone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import polars as pl

from research_kit.errors import ErasureError
from research_kit.provenance import hash_text
from research_kit.study.consent import erased_persons
from research_kit.study.pseudonyms import PseudonymKey

Demand = Literal["erased", "withdrawn"]
REGISTER = ".erased.key"
_LONGEST_CHAIN = 5


@dataclass(frozen=True, slots=True)
class Register:
    """The marks of a register in the order they were entered; shows nothing but how many there are."""

    marks: tuple[str, ...] = ()

    @property
    def head(self) -> str:
        """The hash of everything entered; empty where nobody was."""
        return hash_text("\n".join(self.marks)) if self.marks else ""

    def knows(self, head: str) -> bool:
        """Whether this is a later state of the register that had this head: nothing of it was lost."""
        return any(Register(self.marks[:number]).head == head for number in range(len(self.marks) + 1))

    def __repr__(self) -> str:
        return f"Register({len(self.marks)} marks)"


def register_file(key_file: Path) -> Path:
    """Where the register of a key is; a name that is kept out of git as keys are."""
    return key_file.with_name(f"{key_file.stem}{REGISTER}")


def read_register(key_file: Path | None) -> Register:
    """The register beside a key file; an empty one where there is none.

    Raises
    ------
    ErasureError
        Others than its owner may read it, or it is not as it was written.
    """
    path = None if key_file is None else register_file(key_file)
    if path is None or not path.exists():
        return Register()
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise ErasureError(
            f"{path}: the register of erased people can be read by others than its owner (mode {mode:03o}). Run "
            f"`chmod 600 {path}`. Nothing was opened."
        )
    marks = path.read_text(encoding="ascii", errors="replace").split()
    wrong = sum(
        len(mark) != hashlib.sha256().digest_size * 2 or bool(set(mark) - set("0123456789abcdef")) for mark in marks
    )
    if wrong:
        raise ErasureError(
            f"{path}: {wrong} of {len(marks)} lines of the register of erased people are damaged. Restore it from a "
            "backup: without it people who were erased would come back. Nothing was opened."
        )
    return Register(tuple(marks))


def enter_in_register(key_file: Path, marks: Iterable[str]) -> int:
    """Add marks that are not there yet, forced to the disk in one step; how many were new."""
    known = read_register(key_file).marks
    new = [mark for mark in dict.fromkeys(marks) if mark not in known]
    if not new:
        return 0
    path = register_file(key_file)
    beside = path.with_name(f".{path.name}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("\n".join([*known, *new]) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return len(new)


def marks_of(pseudonyms: Iterable[str], key: PseudonymKey, *, demand: Demand, on: date | None = None) -> list[str]:
    """The mark of each pseudonym; with `on`, that of the pseudonym and a day together."""
    day = f"\x1f{on}" if on else ""
    return [
        hmac.new(key.secret, f"{demand}\x1f{one}{day}".encode(), hashlib.sha256).hexdigest()
        for one in sorted({*pseudonyms})
    ]


def registered_persons(tables: Mapping[str, pl.DataFrame], key: PseudonymKey, register: Register) -> pl.Series:
    """The persons of the tables, as delivered and not linked yet, who are in the register under whichever of their ids.

    Somebody who withdrew and has since consented anew is not among them: by a consent given after every day on which
    they are known to have withdrawn. An older file that is delivered again brings nobody back.
    """
    ids = _ids_in(tables)
    if not register.marks or ids.is_empty():
        return pl.Series("pid", dtype=pl.String)
    marks, every = set(register.marks), ids.to_list()
    erased = [one for one in every if marks_of([one], key, demand="erased")[0] in marks]
    withdrawn = {one for one in every if marks_of([one], key, demand="withdrawn")[0] in marks}
    given_on = consenting(tables)
    anew = {one for one in withdrawn if one in given_on and not _withdrew_since(one, given_on[one], key, marks)}
    found = [*erased, *(withdrawn - anew)]
    return all_ids_of(tables, found)


def erased_or_demanded(tables: Mapping[str, pl.DataFrame], key: PseudonymKey, register: Register) -> pl.Series:
    """Every id of everybody who is in the register, or who by the table `consent` demands erasure."""
    return all_ids_of(tables, [*registered_persons(tables, key, register), *erased_persons(tables).drop_nulls()])


def all_ids_of(tables: Mapping[str, pl.DataFrame], persons: Iterable[str]) -> pl.Series:
    """Every id under which persons come: their own, those it is linked to, and those linked to it."""
    found = pl.Series("pid", sorted({*persons}), dtype=pl.String)
    if "identity_link" not in tables:
        return found
    links = tables["identity_link"].select("own_id", "pid").drop_nulls()
    for _ in range(_LONGEST_CHAIN):
        touched = links.filter(pl.col("own_id").is_in(found.implode()) | pl.col("pid").is_in(found.implode()))
        wider = pl.concat([found, touched["pid"], touched["own_id"].rename("pid")]).unique().sort()
        if len(wider) == len(found):
            break
        found = wider
    return found


def consenting(tables: Mapping[str, pl.DataFrame]) -> dict[str, date]:
    """Persons whose latest consent to the use of their data, whenever recorded, stands; and when it was given."""
    if "consent" not in tables:
        return {}
    project = tables["consent"].filter(pl.col("scope") == "project_data")
    latest = project.sort("version", maintain_order=True).unique("pid", keep="last", maintain_order=True)
    stands = pl.col("given_on").is_not_null() & pl.col("withdrawn_on").is_null()
    return dict(latest.filter(stands, pl.col("pid").is_not_null()).select("pid", "given_on").iter_rows())


def _withdrew_since(person: str, given_on: date, key: PseudonymKey, marks: Set[str]) -> bool:
    """Whether a withdrawal of that day or a later one is in the register, which tells no day: each is asked for."""
    days = (given_on + timedelta(days=number) for number in range((date.today() - given_on).days + 1))
    return any(marks_of([person], key, demand="withdrawn", on=day)[0] in marks for day in days)


def _ids_in(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    columns = [rows[name] for rows in tables.values() for name in ("pid", "own_id") if name in rows.columns]
    if not columns:
        return pl.Series("pid", dtype=pl.String)
    return pl.concat([column.cast(pl.String).rename("pid") for column in columns]).drop_nulls().unique()
