"""From a partner's columns to the study's: which column is which, as the parameters file says."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from research_kit.study.checks.fault_log import FaultLog, Place
from research_kit.study.codes import MEASURED_ON, NOTHING_WORDS
from research_kit.study.declaration import DataDeclaration, Source
from research_kit.study.identity_numbers import cells_with_identity_numbers, contains_identity_number
from research_kit.study.schemas import INTAKE_SCHEMAS, specs
from research_kit.study.schemas.columns import ColumnSpec
from research_kit.study.sources.raw_table import RawTable

IDENTIFIER = "_identifier"
NUMBERED_BY_PERSON = ("enrolment", "referral")
_SAY_NOTHING_ALONE = ("recorded_at", "verified_on")
_COMPUTED = {"source", "precision", "version", "ver"}
_PROJECT_CODES = {"target_groups": "target_groups", "phase": "phases"}


def specs_for(table: str, data: DataDeclaration) -> Mapping[str, ColumnSpec]:
    """The columns of a table in this study: METHODS' columns, and for participants the declared dimensions."""
    known = dict(specs(table))
    for column, section in _PROJECT_CODES.items():
        declared = tuple(getattr(data, section))
        if column in known and declared:
            known[column] = _with_codes(known[column], declared)
    if table == "participant":
        for name, dimension in data.dimensions.items():
            known[name] = ColumnSpec(name, pl.String(), "code", codes=tuple(dimension.codes))
            known[f"{name}{MEASURED_ON}"] = ColumnSpec(f"{name}{MEASURED_ON}", pl.Date(), "date")
    return known


def known_table(source: Source, place: Place, log: FaultLog) -> bool:
    """Whether the source delivers a table of the study."""
    if source.table in INTAKE_SCHEMAS:
        return True
    log.add("unknown_table", place, near=_near(source.table, list(INTAKE_SCHEMAS)))
    return False


def expected_columns(source: Source, known: Mapping[str, ColumnSpec]) -> list[str]:
    """The partner's column names that this source cannot do without."""
    asked = list(source.columns.values())
    if source.identifier and source.identifier.column:
        asked.append(source.identifier.column)
    given = {*source.columns, *source.constants}
    return asked + [spec.name for spec in known.values() if _is_needed(spec, source) and spec.name not in given]


def wanted_columns(source: Source, known: Mapping[str, ColumnSpec]) -> frozenset[str]:
    """The names of the partner's columns that this source has a use for, in small letters, whether or not it has them.

    A database is asked for these alone: what nobody has a use for never leaves it.
    """
    asked = [*source.columns.values(), *(name for name in known if name not in source.constants)]
    identifier = source.identifier.column if source.identifier else None
    return frozenset(_plain(name) for name in (*asked, *([identifier] if identifier else [])))


def delivered_columns(raw: RawTable, source: Source, known: Mapping[str, ColumnSpec]) -> list[str]:
    """Which of the study's columns a source says something of, if only that nothing is known; days of record apart."""
    names = {_plain(name) for name in raw.columns.columns}
    has = (spec for spec in known if spec in source.constants or _plain(source.columns.get(spec, spec)) in names)
    return sorted(name for name in has if name != "recorded_at")


def map_columns(
    raw: RawTable, source: Source, known: Mapping[str, ColumnSpec], log: FaultLog, *, beside: Sequence[Source] = ()
) -> pl.DataFrame:
    """The study's columns as delivered text, with the identifier as written and the row numbers.

    Columns that the parameters file does not ask for are looked through for identity numbers and left behind. `beside`
    are other sources of the same sheet: their identifiers may stand there, and rows that are theirs alone are left out.
    """
    log.columns_are_called(raw.place, _partners_names(source))
    _refuse_unknown_keys(raw.place, source, known, log)
    _refuse_identity_numbers(raw, source, log, beside=beside)
    raw = without_rows_of_others(raw, source, known, log) if beside else raw
    names = {_plain(name): name for name in reversed(raw.columns.columns)}
    mapped = {spec.name: _column(spec, raw, source, names, log) for spec in known.values()}
    mapped[IDENTIFIER] = _identifier(raw, source, known, names, log)
    height = raw.columns.height
    columns = [
        pl.Series(name, [None], dtype=pl.String).new_from_index(0, height) if column is None else column.alias(name)
        for name, column in mapped.items()
    ]
    return pl.DataFrame([*columns, raw.rows.alias("_row")])


def _partners_names(source: Source) -> dict[str, str]:
    identifier = source.identifier.column if source.identifier else None
    return dict(source.columns) | ({"pid": identifier} if identifier else {})


def _column(
    spec: ColumnSpec, raw: RawTable, source: Source, names: Mapping[str, str], log: FaultLog
) -> pl.Series | None:
    if spec.name in source.constants:
        return pl.Series([source.constants[spec.name]]).new_from_index(0, raw.columns.height)
    if spec.id_kind == "person" or spec.name == "source":
        return None
    wanted = source.columns.get(spec.name, spec.name)
    found = names.get(_plain(wanted))
    if found is not None:
        return raw.columns[found]
    if spec.name in source.columns or _is_needed(spec, source):
        log.add(
            "missing_column",
            raw.place,
            column=spec.name,
            partner_column=wanted,
            near=_near(wanted, [*names.values(), *raw.left_behind]),
        )
    return None


def _identifier(
    raw: RawTable, source: Source, known: Mapping[str, ColumnSpec], names: Mapping[str, str], log: FaultLog
) -> pl.Series | None:
    if source.identifier is None:
        if any(spec.id_kind == "person" for spec in known.values()):
            log.add("missing_identifier", raw.place)
        return None
    wanted = source.identifier.column
    if wanted is None:
        return raw.rows.cast(pl.String)
    found = names.get(_plain(wanted))
    if found is None:
        near = _near(wanted, [*names.values(), *raw.left_behind])
        log.add("missing_column", raw.place, column="pid", partner_column=wanted, near=near)
        return None
    return raw.columns[found]


def _is_needed(spec: ColumnSpec, source: Source) -> bool:
    """An enrolment and a referral that have no number are told apart by person and day."""
    tells_persons = source.identifier is not None and source.identifier.column is not None
    is_told_by_person = tells_persons and spec.id_kind in NUMBERED_BY_PERSON
    has_other_way = spec.name in _COMPUTED or spec.default is not None or spec.id_kind == "person" or is_told_by_person
    return spec.required and not has_other_way


def _refuse_unknown_keys(place: Place, source: Source, known: Mapping[str, ColumnSpec], log: FaultLog) -> None:
    for key in dict.fromkeys([*source.columns, *source.codes, *source.constants]):
        if key not in known:
            log.add("unknown_column", place, column=key, near=_near(key, list(known)))


def _refuse_identity_numbers(raw: RawTable, source: Source, log: FaultLog, *, beside: Sequence[Source]) -> None:
    others = {
        _plain(one.identifier.column or "")
        for one in beside
        if one.identifier and one.identifier.kind == "personal_number"
    }
    for number, name in enumerate([*raw.columns.columns, *raw.left_behind], start=1):
        if contains_identity_number(name):
            log.add(
                "identity_number_in_header",
                raw.place,
                their_column=name,
                rows=[1] if not raw.typed_dates else None,
                number=number,
            )
    for name in raw.columns.columns:
        is_identifier = source.identifier is not None and _plain(name) == _plain(source.identifier.column or "\x1f")
        if is_identifier and source.identifier and source.identifier.kind == "personal_number":
            continue
        if not is_identifier and _plain(name) in others:
            continue
        rule = "identity_number_as_own_id" if is_identifier else "identity_number"
        rows = raw.rows.filter(cells_with_identity_numbers(raw.columns[name]))
        log.add(rule, raw.place, their_column=name.partition("\x1f")[0] or f"column {number}", rows=rows)


def without_rows_of_others(raw: RawTable, source: Source, known: Mapping[str, ColumnSpec], log: FaultLog) -> RawTable:
    """The rows that say something in a column of this table; ids, days of record and verification alone do not.

    What the source itself gives a meaning says something, nothing too; and whoever is listed is a participant.
    """
    names = {_plain(name): name for name in reversed(raw.columns.columns)}
    silent = {*_SAY_NOTHING_ALONE, *(spec.name for spec in known.values() if spec.id_kind not in ("", "plain"))}
    own = {ours: names[_plain(theirs)] for ours, theirs in source.columns.items() if _plain(theirs) in names}
    own = {ours: name for ours, name in own.items() if ours not in silent}
    if not own:
        return raw
    says = [_says(name, source.codes.get(ours, {})) for ours, name in own.items()]
    identifier = names.get(_plain((source.identifier and source.identifier.column) or ""))
    if source.table == "participant" and identifier is not None:
        says.append(_says(identifier, ()))
    is_own = raw.columns.select(pl.any_horizontal(says)).to_series()
    log.add("of_another_table", raw.place, rows=raw.rows.filter(~is_own), count=int((~is_own).sum()))
    return replace(raw, columns=raw.columns.filter(is_own), rows=raw.rows.filter(is_own))


def _says(name: str, own_codes: Iterable[str]) -> pl.Expr:
    """Whether a column says something, where a source gives some words a meaning of its own."""
    meant = {_plain(word) for word in own_codes}
    cell = pl.col(name).fill_null("").str.strip_chars(" \t\n\u00a0\u202f").str.to_lowercase()
    return ~cell.is_in([word for word in NOTHING_WORDS if word not in meant])


def _with_codes(spec: ColumnSpec, codes: tuple[str, ...]) -> ColumnSpec:
    return ColumnSpec(spec.name, spec.dtype, spec.kind, required=spec.required, codes=codes, is_key=spec.is_key)


def _plain(name: str) -> str:
    return name.strip().casefold()


def _near(wanted: str, valid: Iterable[str]) -> str:
    """A sentence that names the nearest valid name, never one with an identity number in it."""
    names = [name for name in valid if name and not contains_identity_number(name)]
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
    return f"Did you mean `{near[0]}`? " if near else ""
