"""The `study` and `data` sections of a parameters file: what the study is, and where its partners' files are.

Paths are read from the folder of the parameters file.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from research_kit.declarations import Declaration, read_section, read_sections
from research_kit.study.database_uri import refused_uri
from research_kit.study.indicators.registry import IndicatorRegistry
from research_kit.study.promises import Promises
from research_kit.study.texts import Texts as Texts  # noqa: PLC0414 - offered here to every declaration with texts


class Dimension(Declaration):
    """A grouping of the participants that only this study has, as a column of `participant`."""

    labels: Texts
    codes: dict[str, Texts] = Field(description="code -> what it is called")
    sensitive: bool = False


class StudySection(Declaration):
    """The `study` section: the project that is followed."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", description="lower-case letters, digits, underscores")
    title: Texts
    synthetic: bool = Field(default=False, description="invented people: every page says so")
    starts_on: date | None = Field(default=None, description="first day of the project")
    ends_on: date | None = Field(default=None, description="last day of the project")
    as_of: date = Field(description="the day whose knowledge is reported, unless a run says otherwise")
    planned_participants: int | None = Field(default=None, ge=1)
    planned_reports: int | None = Field(default=None, ge=1)


class StudyDeclaration(StudySection):
    """The project that is followed, what it promised (`targets`, `equity`, `plan`), and its board's `indicators`."""

    promises: Promises = Promises()
    registry: IndicatorRegistry = IndicatorRegistry()


class CsvFormat(Declaration):
    """How a text file is written, for the case that it is not found out rightly by itself."""

    delimiter: Literal[";", ",", "\t", "|"] | None = None
    decimal: Literal[",", "."] | None = None
    encoding: Literal["utf-8", "cp1252", "iso-8859-1"] | None = None
    header: tuple[str, ...] = Field(
        default=(), description="the names of the columns, in order, for a text file that has no line of names"
    )
    date_format: str | None = Field(default=None, description="e.g. `%d/%m/%Y`; ISO dates need none")


class Identifier(Declaration):
    """The column by which a source tells people apart; it becomes a keyed pseudonym at the door."""

    column: str | None = Field(default=None, description="the partner's name of it; `row_number` needs none")
    kind: Literal["personal_number", "own_id", "row_number"] = Field(
        description="personal_number: Swedish personal identity or coordination number; own_id: the partner's own; "
        "row_number: every row is another person, for files that tell nobody apart"
    )
    scheme: str | None = Field(
        default=None, description="own ids are the partner's; sources that share a scheme share its ids"
    )
    reserve_numbers: bool = Field(default=False, description="also accept numbers that are no valid personal number")


class Source(Declaration):
    """One table as one partner delivers it: a file (CSV, Excel, Parquet) or a database query."""

    partner: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    table: str = Field(
        description="a table of METHODS section 1, e.g. `participant`; or `identity_link`, `identity_details`"
    )
    file: str | None = Field(default=None, description="path of a .csv, .txt, .tsv, .xlsx, .xls or .parquet file")
    sheet: str | None = Field(default=None, description="sheet of an Excel file; the first where left out")
    database: str | None = Field(
        default=None,
        description="a URI without a password: `sqlite:///../data/desk.db`, `postgresql://user@server/database`",
    )
    query: str | None = Field(default=None, description="SQL for `database`; every column where left out: `table_name`")
    table_name: str | None = Field(default=None, description="the table of `database` to read; `schema.table`")
    timeout_s: int = Field(default=300, ge=1, description="seconds in which a PostgreSQL database must have answered")
    csv: CsvFormat = CsvFormat()
    identifier: Identifier | None = None
    id_scheme: str | None = Field(
        default=None,
        description="whose `enr_id`, `ref_id`, … these are; where left out, the identifier's scheme or the partner. "
        "Sources that share an id_scheme share these ids",
    )
    recorded_on: date | None = Field(default=None, description="delivery date, where rows have no `recorded_at`")
    columns: dict[str, str] = Field(
        default_factory=dict, description="our column -> the partner's; same name where left out"
    )
    codes: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="our column -> {the partner's code: ours}; matched without case or spaces",
    )
    constants: dict[str, str] = Field(default_factory=dict, description="our column -> one value for every row")
    separator: str = Field(default=",", description="between the members of a set column such as `target_groups`")

    @model_validator(mode="after")
    def _one_place(self) -> Source:
        if (self.file is None) == (self.database is None):
            raise ValueError("a source is read from a `file` or from a `database`: give one of them")
        if self.database is not None and (self.query is None) == (self.table_name is None):
            raise ValueError("a `database` needs a `query` or a `table_name`: give one of them")
        if self.database is not None and (refused := refused_uri(self.database)):
            raise ValueError(refused)
        return self


class DataDeclaration(Declaration):
    """The `data` section: the partners' tables and what is needed to read them."""

    key_file: str | None = Field(
        default=None,
        description="pseudonym key; made with owner-only rights if `init` or `demo` made the study",
    )
    sources: list[Source] = Field(min_length=1)
    linkage_folder: str | None = Field(
        default=None,
        description="where people linked by name are decided on, outside git; `linkage` beside the key where left out",
    )
    target_groups: dict[str, Texts] = Field(default_factory=dict, description="code -> what the group is called")
    dimensions: dict[str, Dimension] = Field(default_factory=dict)
    phases: dict[str, Texts] = Field(default_factory=dict)
    legal_basis: Literal["consent", "public_task", "not_personal"] = Field(
        default="consent", description="the basis for using a row where no `consent` row says otherwise"
    )
    age_years: tuple[int, int] = (15, 75)


def read_study_declaration(parameters: str | Path) -> StudyDeclaration:
    """The `study` section of a parameters file, with the sections that say what the project promised."""
    section = read_section(parameters, "study", StudySection)
    promises = read_sections(parameters, tuple(Promises.model_fields), Promises)
    registry = read_sections(parameters, tuple(IndicatorRegistry.model_fields), IndicatorRegistry)
    return StudyDeclaration(**dict(section), promises=promises, registry=registry)


def read_data_declaration(parameters: str | Path) -> DataDeclaration:
    """The `data` section of a parameters file."""
    return read_section(parameters, "data", DataDeclaration)
