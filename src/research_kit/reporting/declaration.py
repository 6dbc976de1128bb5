"""The `cohort` and `report` sections of a parameters file: whom a run is about, and what it makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from research_kit.declarations import Declaration, read_section, read_sections
from research_kit.disclosure import Policy, read_policy
from research_kit.display import catalogue
from research_kit.errors import DeclarationError
from research_kit.reporting.alerts.alert_plan import AlertPlan
from research_kit.reporting.counted_data import CountedData, is_counted, read_counted_data
from research_kit.reporting.format_files import FORMATS, Format
from research_kit.reporting.one_organisation import SPLIT_BY
from research_kit.reporting.read_back.number_words import require_readable
from research_kit.reporting.schedule.schedule_plan import RetentionPlan, SchedulePlan
from research_kit.study.declaration import (
    DataDeclaration,
    StudyDeclaration,
    StudySection,
    read_data_declaration,
    read_study_declaration,
)
from research_kit.study.equity_plan import EquityPlan
from research_kit.study.indicators.registry import Indicator
from research_kit.study.project_plan import ProjectPlan
from research_kit.study.target_trial import TargetTrial
from research_kit.study.targets import Target
from research_kit.study.voice_plan import VoicePlan


def _there_is(language: str) -> str:
    known = catalogue.languages()
    if language not in known:
        raise ValueError(f"there is no catalogue for the language {language!r}; there are: {', '.join(known)}")
    require_readable(language)
    return language


Language = Annotated[
    str,
    AfterValidator(_there_is),
    WithJsonSchema(
        {"anyOf": [{"enum": ["sv", "en", "easy-read"]}, {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"}]}
    ),
]
"""A language of the report: a folder of texts (docs/how-to/add_a_language.md)."""


class CohortSection(Declaration):
    """The `cohort` section: which definition the runs of this study use."""

    file: str


class ReportSection(Declaration):
    """The `report` section: which notebooks, split by what, in which languages, and where to."""

    folder: str = Field(default="../reports", description="read from the folder of the parameters file")
    notebooks_folder: str = "../notebooks"
    notebooks: tuple[str, ...] = Field(
        default=("01_participants", "02_time_to_employment"),
        min_length=1,
        description="the questions, in the order they are told",
    )
    board_report: str = Field(default="board_report", description="the notebook that the board's page is made from")
    by: tuple[str, ...] | None = Field(
        default=None, description="split results by these; as the cohort says if left out"
    )
    languages: tuple[Language, ...] = Field(
        default=("sv", "en"), min_length=1, description="folders of texts; a page is made in each of them"
    )
    formats: tuple[Format, ...] = Field(
        default=FORMATS, description="what is made of the board's page besides; the PDF takes most of the time"
    )
    contact: str | None = Field(
        default=None, description="whom readers may write to who cannot read something; on the accessibility page"
    )
    minutes_per_notebook: int = Field(default=20, ge=1)
    ledger: str = Field(default="../ledger", description="what was published of each study; read as `folder` is")
    approval: Literal["required", "automatic"] = Field(
        default="automatic",
        description="whether somebody must approve an edition (`research-kit approve`) before it counts as published",
    )


class OrganisationSection(Declaration):
    """The key `organisation`: the report is made for one partner organisation, beside all others."""

    organisation: str | None = Field(
        default=None, pattern=r"^[a-z][a-z0-9_]*$", description="the code of an organisation that refers people"
    )


class ParametersFile(OrganisationSection):
    """A whole parameters file, for the schema by which editors complete it; each layer reads its own section."""

    study: StudySection
    data: DataDeclaration | CountedData
    cohort: CohortSection
    targets: tuple[Target, ...] = ()
    equity: EquityPlan = EquityPlan()
    plan: ProjectPlan = ProjectPlan()
    voice: VoicePlan = VoicePlan()
    effects: tuple[TargetTrial, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    disclosure: Policy = Policy()
    report: ReportSection = ReportSection()
    alerts: AlertPlan = AlertPlan()
    schedule: SchedulePlan = SchedulePlan()
    retention: RetentionPlan = RetentionPlan()


@dataclass(frozen=True, kw_only=True, slots=True)
class RunPlan:
    """Everything a parameters file says about a run, read and checked, with absolute paths."""

    parameters: Path
    study: StudyDeclaration
    data: DataDeclaration | CountedData
    cohort: Path
    report: ReportSection
    policy: Policy
    as_of: date
    alerts: AlertPlan
    schedule: SchedulePlan = field(default_factory=SchedulePlan)
    retention: RetentionPlan = field(default_factory=RetentionPlan)
    organisation: str | None = None

    @property
    def quarter(self) -> str:
        """The calendar quarter of the report, such as `2011-Q2`; with the organisation that it is made for, if any."""
        return "-".join([quarter_of(self.as_of), *([self.organisation] if self.organisation else [])])

    @property
    def study_folder(self) -> Path:
        """Where all editions of this study are."""
        return (self.parameters.parent / self.report.folder).resolve() / self.study.name

    @property
    def ledger(self) -> Path:
        """The study's ledger: everything that was ever published of it."""
        return (self.parameters.parent / self.report.ledger).resolve() / self.study.name

    def notebook(self, name: str) -> Path:
        """The file of a notebook of the report."""
        return (self.parameters.parent / self.report.notebooks_folder).resolve() / f"{name}.ipynb"


def quarter_of(day: date) -> str:
    """The calendar quarter a day lies in, such as `2011-Q2`."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarters_since(start: date, day: date) -> int:
    """Which calendar quarter `day` lies in when the one of `start` is the first."""
    return (day.year - start.year) * 4 + (day.month + 2) // 3 - (start.month + 2) // 3 + 1


def read_plan(parameters: str | Path, as_of: date | None = None) -> RunPlan:
    """All sections of a parameters file.

    Raises
    ------
    DeclarationError
        A key is misspelt or missing, or a file it names is not there: before anything is read or written.
    """
    path = Path(parameters).resolve()
    plan = _sections(path, path, as_of)
    _require_files(plan)
    if plan.as_of > date.today():
        raise DeclarationError(
            f"{path}: the report would be as of {plan.as_of}, a day that has not come. Give an earlier `as_of`."
        )
    return plan


def read_plan_as_kept(copy: Path, *, parameters: Path) -> RunPlan:
    """All sections of a parameters file as it was when a copy of it was kept; nothing that it names is looked for.

    Raises
    ------
    DeclarationError
        The copy cannot be read.
    """
    return _sections(copy, parameters, None)


def _sections(file: Path, path: Path, as_of: date | None) -> RunPlan:
    """What a file says, with its paths read from the folder of the parameters file."""
    study = read_study_declaration(file)
    organisation = read_sections(file, ("organisation",), OrganisationSection).organisation
    report = read_section(file, "report", ReportSection)
    return RunPlan(
        parameters=path,
        study=study,
        data=read_counted_data(file) if is_counted(file) else read_data_declaration(file),
        cohort=(path.parent / read_section(file, "cohort", CohortSection).file).resolve(),
        report=report.model_copy(update={"by": SPLIT_BY}) if organisation else report,
        policy=read_policy(file),
        as_of=as_of or study.as_of,
        alerts=read_section(file, "alerts", AlertPlan),
        schedule=read_section(file, "schedule", SchedulePlan),
        retention=read_section(file, "retention", RetentionPlan),
        organisation=organisation,
    )


def _require_files(plan: RunPlan) -> None:
    named = [("cohort.file", plan.cohort)]
    named += [("report.notebooks", plan.notebook(name)) for name in plan.report.notebooks]
    named += [("report.board_report", plan.notebook(plan.report.board_report))]
    missing = [f"`{key}`: there is no file {file}" for key, file in named if not file.is_file()]
    if missing:
        raise DeclarationError(f"{plan.parameters}: {'; '.join(missing)}. Correct the name, or restore the file.")
