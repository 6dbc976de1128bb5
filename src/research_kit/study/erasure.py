"""A person found by the number that somebody typed, and entered in the register of erased people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from research_kit.errors import ErasureError
from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.consent import erased_persons
from research_kit.study.declaration import DataDeclaration, read_data_declaration
from research_kit.study.erased_people import (
    all_ids_of,
    consenting,
    enter_in_register,
    erased_or_demanded,
    marks_of,
    read_register,
)
from research_kit.study.identity_numbers import read_identity_number
from research_kit.study.intake import Door, open_key, read_intake
from research_kit.study.linkage import link_persons
from research_kit.study.name_linkage.at_the_door import LINKED_BY_NAME, with_links_by_name
from research_kit.study.name_linkage.forget_people import forget_in_review
from research_kit.study.name_linkage.journal import linkage_folder
from research_kit.study.name_linkage.people import DETAILS
from research_kit.study.pseudonyms import PseudonymKey
from research_kit.study.register_head import keep_head, register_of
from research_kit.study.safe_errors import scrubbed_errors

_RESERVE = "reserve_number|"


@dataclass(frozen=True, kw_only=True, slots=True)
class Registered:
    """How many ids were new in the register, and which partners' files hold rows under any of them."""

    new: int
    files: tuple[str, ...] = ()


def register_person(parameters: Path, written: str, *, scheme: str = "") -> Registered:
    """Enter a person in the register of a study, under every id that partners know them by.

    Parameters
    ----------
    parameters
        The parameters file.
    written
        The personal identity number; with `scheme`, the partner's own id, as the partner writes it.
    scheme
        Whose own id it is (`identifier.scheme`, else the partner); empty for a personal identity number.

    Raises
    ------
    ErasureError
        It is no valid number, or the study has no key: nothing was entered.
    """
    with scrubbed_errors():
        data = read_data_declaration(parameters)
        register_of(parameters, data.key_file)
        key = open_key(data, parameters.parent)
        persons = _pseudonyms(written, scheme, key, _namespaces(data))
        _key_file(data, parameters)
        tables = _delivered(data, parameters, key)
        ids = all_ids_of(tables, persons)
        new = _enter(data, parameters, marks_of(ids, key, demand="erased"))
        return Registered(new=new, files=_files_with(tables, ids))


def register_delivered(parameters: Path, *, today: date) -> Registered:
    """Enter everybody who, by what partners delivered, demands erasure or has withdrawn consent by now.

    Who consents anew after a withdrawal is taken in again; who demanded erasure never is.
    """
    with scrubbed_errors():
        data = read_data_declaration(parameters)
        if data.key_file is None:
            return Registered(new=0)
        register_of(parameters, data.key_file)
        key = open_key(data, parameters.parent)
        delivered = _delivered(data, parameters, key)
        linked = link_persons(delivered, FaultLog())
        marks = marks_of(all_ids_of(delivered, erased_persons(linked).drop_nulls()), key, demand="erased")
        for day, persons in _withdrawn(linked, today).items():
            gone = all_ids_of(delivered, persons)
            marks += [*marks_of(gone, key, demand="withdrawn"), *marks_of(gone, key, demand="withdrawn", on=day)]
        return Registered(new=_enter(data, parameters, marks))


def forget_names(parameters: Path) -> int:
    """Take everybody who is erased out of the review file of people linked by name; how many rows there were.

    Raises
    ------
    ErasureError
        The review file cannot be read, so that nobody can be taken out of it.
    """
    with scrubbed_errors():
        data = read_data_declaration(parameters)
        folder = folder_of_names(data, parameters)
        if folder is None or not any(folder.glob("*review*.xlsx")):
            return 0
        key = open_key(data, parameters.parent)
        gone = erased_or_demanded(_delivered(data, parameters, key), key, register_of(parameters, data.key_file))
        return forget_in_review(folder, gone, key)


def folder_of_names(data: DataDeclaration, parameters: Path) -> Path | None:
    """Where decisions about names are kept; null where no partner delivers names."""
    has_names = any(source.table == DETAILS for source in data.sources)
    return linkage_folder(data, parameters) if has_names else None


def _enter(data: DataDeclaration, parameters: Path, marks: Iterable[str]) -> int:
    """The register first, then its head: a command that is stopped between the two has lost nothing."""
    key_file = _key_file(data, parameters)
    new = enter_in_register(key_file, marks)
    keep_head(parameters, read_register(key_file))
    return new


def _key_file(data: DataDeclaration, parameters: Path) -> Path:
    if data.key_file is None:
        raise ErasureError(
            f"{parameters}: its data are about nobody who can be known (`legal_basis: {data.legal_basis}`, no key "
            "file), so that nobody can be found in them. Nothing was entered."
        )
    return parameters.parent / data.key_file


def _pseudonyms(written: str, scheme: str, key: PseudonymKey, namespaces: Mapping[str, Set[str]]) -> list[str]:
    """Under which pseudonyms somebody comes who is written so; several where a scheme has several kinds of ids."""
    if not written.strip():
        raise ErasureError("no number was given: 0 signs were read. Nothing was entered.")
    if scheme and scheme not in namespaces:
        raise ErasureError(
            f"no source has ids of such a scheme ({len(scheme)} signs were given). There are: "
            f"{', '.join(sorted(namespaces)) or 'none'}. Nothing was entered."
        )
    value = written.strip()
    if not scheme:
        number = read_identity_number(written, date.today())
        if number is None:
            raise ErasureError(
                f"what was given ({len(value)} signs) is no valid personal identity number: write twelve digits. For "
                "a partner's own id or reserve number say whose it is: `--own-id-of SCHEME`. Nothing was entered."
            )
        return [str(key.pseudonyms(pl.Series([number]), namespace="personal_number")[0])]
    asked = [(space, value.upper() if space.startswith(_RESERVE) else value) for space in sorted(namespaces[scheme])]
    return [str(key.pseudonyms(pl.Series([said]), namespace=space)[0]) for space, said in asked]


def _namespaces(data: DataDeclaration) -> dict[str, set[str]]:
    """For each scheme, the namespaces of its pseudonyms: of a partner's own ids, and of its reserve numbers."""
    found: dict[str, set[str]] = {}
    for source in data.sources:
        if source.identifier is None:
            continue
        scheme, is_own = source.identifier.scheme or source.partner, source.identifier.kind != "personal_number"
        if is_own or source.identifier.reserve_numbers:
            found.setdefault(scheme, set()).add(f"own_id|{scheme}" if is_own else f"{_RESERVE}{scheme}")
    return found


def _delivered(data: DataDeclaration, parameters: Path, key: PseudonymKey) -> Mapping[str, pl.DataFrame]:
    """What partners delivered, their lists of names too, and the links by name as if they were delivered."""
    door = Door(folder=parameters.parent, key=key, today=date.today(), log=FaultLog())
    tables = read_intake(data, parameters, door).tables
    return {**tables, **with_links_by_name(tables, data, parameters, key=key, log=FaultLog()).tables}


def _withdrawn(tables: Mapping[str, pl.DataFrame], today: date) -> dict[date, list[str]]:
    """Who has withdrawn and not consented since, under each day on which they did."""
    if "consent" not in tables:
        return {}
    by_now = (pl.col("scope") == "project_data") & (pl.col("withdrawn_on") <= today)
    found = tables["consent"].filter(by_now & pl.col("pid").is_not_null() & ~pl.col("pid").is_in([*consenting(tables)]))
    days = found.group_by("withdrawn_on", maintain_order=True).agg(pl.col("pid").unique())
    return dict(days.sort("withdrawn_on").iter_rows())


def _files_with(tables: Mapping[str, pl.DataFrame], ids: pl.Series) -> tuple[str, ...]:
    """Where rows under one of the ids lie, as `partner: file`."""
    found = set()
    for rows in tables.values():
        for column in ("pid", "own_id"):
            if column in rows.columns:
                is_theirs = pl.col(column).is_in(ids.implode()) & (pl.col("_partner") != LINKED_BY_NAME)
                theirs = rows.filter(is_theirs)
                found |= set(theirs.select(pl.format("{}: {}", "_partner", "_file")).to_series())
    return tuple(sorted(found))
