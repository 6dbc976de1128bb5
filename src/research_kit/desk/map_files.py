"""The mapping assistant for whole files: every sheet of every file, with what the study has declared so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from research_kit.declarations import read_yaml
from research_kit.desk.partner_database import read_partner_database
from research_kit.desk.partner_file import PartnerTable, files_in, partner_name, read_partner_file
from research_kit.desk.proposal import SURE, PartnerContext
from research_kit.desk.tables_in_sheet import propose_mappings
from research_kit.desk.words.vocabulary import study_vocabulary
from research_kit.desk.write_mapping import Placed
from research_kit.errors import DeclarationError, SourceError
from research_kit.study.declaration import DataDeclaration
from research_kit.study.identity_numbers import scrub
from research_kit.study.mapping import specs_for
from research_kit.study.schemas import INTAKE_SCHEMAS
from research_kit.study.schemas.columns import ColumnSpec

_HOUSE_K, _HEALTH_K = 5, 10
_ONLY_IF_ASKED = ("identity_details",)
"""A list of participants has names too: they are read where she says so, and nowhere else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What she says of the files; null: the assistant finds it out. `names`: of the columns, where a file has none.

    `database`: the URI of a PostgreSQL, instead of files; `sheet` is then its table. `delivered`: when the files came.
    """

    table: str | None = None
    sheet: str | None = None
    partner: str | None = None
    names: tuple[str, ...] = ()
    database: str | None = None
    delivered: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapped:
    """What became of the files: the proposals that can be written, and for the rest a sentence each."""

    placed: tuple[Placed, ...]
    left: tuple[str, ...]


def map_files(files: Sequence[Path], wanted: Wanted, *, parameters: Path | None = None) -> Mapped:
    """A proposal for each table in the files, by what the parameters file declares so far.

    Raises
    ------
    DeclarationError
        No table of the study has the wanted name.
    """
    data, context = _declared(parameters)
    schemas = _schemas(wanted, data)
    placed: list[Placed] = []
    left: list[str] = []
    if wanted.database:
        known = replace(context, partner=wanted.partner or context.partner)
        tables = read_partner_database(wanted.database, table_name=wanted.sheet)
        placed += [one for table in tables for one in _placed(table, schemas, known)]
    for file in [one for path in files for one in files_in(path)]:
        try:
            tables = read_partner_file(file, sheet=wanted.sheet, header=wanted.names)
        except SourceError as error:
            left.append(str(error))
            continue
        known = replace(context, partner=wanted.partner or partner_name(file))
        placed += [one for table in tables for one in _placed(table, schemas, known)]
    if wanted.delivered:
        day = wanted.delivered.isoformat()
        placed = [replace(one, proposal=replace(one.proposal, recorded_on=day)) for one in placed]
    unsure = [one for one in placed if one.proposal.table_sureness < SURE]
    return Mapped(
        placed=tuple(one for one in placed if one not in unsure), left=(*left, *(_undecided(one) for one in unsure))
    )


def _placed(
    table: PartnerTable, schemas: Mapping[str, Mapping[str, ColumnSpec]], context: PartnerContext
) -> list[Placed]:
    """What is proposed for a sheet: one table, or several that stand in its columns."""
    typed = replace(context, called=table.called)
    first, *others = propose_mappings(table.raw.columns, schemas, context=typed)
    whole = [replace(first, told=(*first.told, *table.told)), *others]
    return [
        Placed(proposal=replace(one, header=table.header), file=table.file, sheet=table.sheet, database=table.database)
        for one in whole
    ]


def _undecided(one: Placed) -> str:
    sheet = f" --sheet {scrub(one.sheet)!r}" if one.sheet else ""
    if one.proposal.rows == 0:
        return f"{one.file}{f' [{scrub(one.sheet)}]' if one.sheet else ''}: it has names of columns and no rows."
    return (
        f"{one.file}{f' [{scrub(one.sheet)}]' if one.sheet else ''}: it is not certain which table this is "
        f"(`{one.proposal.table}` comes nearest): map it alone, with `--table NAME`{sheet}, or leave it out."
    )


def _schemas(wanted: Wanted, data: DataDeclaration) -> dict[str, Mapping[str, ColumnSpec]]:
    if wanted.table is None:
        return {name: specs_for(name, data) for name in INTAKE_SCHEMAS if name not in _ONLY_IF_ASKED}
    if wanted.table not in INTAKE_SCHEMAS:
        raise DeclarationError(
            f"`{wanted.table}` is no table. Choose one of: {', '.join(INTAKE_SCHEMAS)}. Nothing was written."
        )
    return {wanted.table: specs_for(wanted.table, data)}


def _declared(parameters: Path | None) -> tuple[DataDeclaration, PartnerContext]:
    """What the study has declared so far: its groups, phases and dimensions; its name; its threshold."""
    document: Mapping[str, Any] = read_yaml(parameters) if parameters else {}
    policy = document.get("disclosure") or {}
    data = {key: _plain(value) for key, value in (document.get("data") or {}).items() if key in _GROUPINGS}
    declared = DataDeclaration.model_validate(data | {"sources": [{"partner": "any", "table": "any", "file": "any"}]})
    context = PartnerContext(
        partner="partner",
        study=str((document.get("study") or {}).get("name") or "project"),
        k=int(policy.get("k") or _HOUSE_K),
        k_health=int(policy.get("k_health") or _HEALTH_K),
        today=date.today(),
        vocabulary=study_vocabulary(declared),
    )
    return declared, context


_GROUPINGS = ("target_groups", "phases", "dimensions")


def _plain(node: Any) -> Any:
    return {str(key): _plain(value) for key, value in node.items()} if isinstance(node, Mapping) else node
