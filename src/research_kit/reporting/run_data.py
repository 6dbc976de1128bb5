"""Whom a run is about: participants from partner files, or the tables that partners made of theirs.

Both are opened by `open_data`, handed to the analysis room by `stage`, and read there by `read_staged`.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from research_kit.cohort import Cohort, build_cohort, read_cohort_definition
from research_kit.cohort.definition import CohortDefinition
from research_kit.counts.counted_cohort import CountedCohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.counts.stored_counts import describe, read_counts, write_counts
from research_kit.errors import RunError
from research_kit.provenance import hash_values
from research_kit.reporting.counted_data import CountedData, open_counts
from research_kit.reporting.one_organisation import beside_others
from research_kit.study import open_study, read_study, write_study
from research_kit.study.declaration import StudyDeclaration

if TYPE_CHECKING:
    from research_kit.reporting.declaration import RunPlan
    from research_kit.study import Study

HEAD = "tables.json"
COMPARISON = "comparison"
"""The folder of the people outside the project, within that of the study: it goes when the study goes."""
DEFINITION = "cohort.json"
"""The cohort file as it was read, within the study: every kernel takes it as read, its examples as followed."""


class RunData(Protocol):
    """What is known of the people a run is about."""

    @property
    def cohort(self) -> Cohort | CountedStudy:
        """Whom the analyses are given."""

    @property
    def columns(self) -> tuple[str, ...]:
        """What they may be split by."""

    def stage(self, folder: Path) -> None:
        """Write what `read_staged` needs, open to the owner alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _PartnerFiles:
    """Participants, as the partners' files have them; and people outside the project, where a protocol names them."""

    study: Study
    cohort: Cohort
    outside: Study | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.cohort.frame.columns)

    def stage(self, folder: Path) -> None:
        write_study(self.study, folder)
        (folder / DEFINITION).write_text(self.cohort.definition.model_dump_json(), encoding="utf-8")
        if self.outside is not None:
            write_study(self.outside, folder / COMPARISON)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Tables:
    """Tables that partners made of their participants."""

    declared: CountedData
    cohort: CountedStudy

    @property
    def columns(self) -> tuple[str, ...]:
        split_by = self.cohort.definition.split_by  # the partners had them all; a rule may have kept one to themselves
        return (*self.cohort.dimensions, *split_by.crossed, *split_by.single)

    def stage(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)  # of a run that was stopped while it wrote
        folder.mkdir(mode=0o700, parents=True)
        sites = self.cohort.counted.sites
        said = {
            "study": self.cohort.study.model_dump(mode="json"),
            "data": self.declared.model_dump(mode="json"),
            "sites": [write_counts(site, folder / str(place)).name for place, site in enumerate(sites)],
        }
        (folder / HEAD).write_text(json.dumps(said, indent=1, ensure_ascii=False), encoding="utf-8")


def open_data(plan: RunPlan) -> RunData:
    """What the parameters file names, read and checked; nothing is written.

    Raises
    ------
    FaultyInputError, CohortError
        The partner files have faults, or leave nobody.
    CountsError
        A folder of tables is not as it was written, or the tables do not belong together or to the cohort file.
    RunError
        The tables were counted as of another day, or there are none yet.
    """
    if isinstance(plan.data, CountedData):
        if plan.organisation is not None:
            raise RunError(
                f"{plan.parameters}: partners' tables do not tell who referred whom, so there is no report for one "
                "`organisation`. Nothing has been written."
            )
        return _open_tables(plan, plan.data)
    study = open_study(plan.parameters, as_of=plan.as_of)
    return _PartnerFiles(
        study=study, cohort=_divided(build_cohort(study, plan.cohort), plan), outside=_open_outside(plan)
    )


def _open_outside(plan: RunPlan) -> Study | None:
    """The people outside the project whom the protocols name, as known on the same day; all name the same.

    Raises
    ------
    RunError
        Two protocols name different parameters files, or there is no such file.
    """
    named = sorted({one.comparison.parameters for one in plan.study.promises.effects if one.comparison.parameters})
    if not named:
        return None
    path = plan.parameters.parent / named[0]
    if len(named) > 1 or not path.is_file():
        why = "they name several" if len(named) > 1 else "there is no such file"
        raise RunError(
            f"{plan.parameters}: `comparison.parameters` of the protocols under `effects` ({', '.join(named)}): {why}. "
            "Name the one parameters file of the people outside the project, read from the folder of this one."
        )
    return open_study(path, as_of=plan.as_of)


def hash_of_data(data: RunData) -> str:
    """Of all data that the answers are made from: the study's, and those of the people outside, if there are any."""
    outside = getattr(data, "outside", None)
    return data.cohort.data_hash if outside is None else hash_values([data.cohort.data_hash, outside.data_hash])


def comparison_cohort(data: RunData, cohort_file: str | Path) -> Cohort | None:
    """The people outside the project of a run, by the definition of the project's own cohort."""
    outside = getattr(data, "outside", None)
    return None if outside is None else build_cohort(outside, cohort_file)


def read_comparison(folder: Path, cohort_file: str) -> Cohort | None:
    """The people outside the project that `stage` wrote within the study, if there are any."""
    place = folder / COMPARISON
    return _built(read_study(place), folder, cohort_file) if place.is_dir() else None


def _divided(cohort: Cohort, plan: RunPlan) -> Cohort:
    """Divided by one organisation, where the report is made for one."""
    return cohort if plan.organisation is None else beside_others(cohort, plan.organisation, k=plan.policy.k)


def read_staged(folder: Path, cohort_file: str) -> Cohort | CountedStudy:
    """What `stage` wrote, as the analyses take it."""
    if not (folder / HEAD).is_file():
        return _built(read_study(folder), folder, cohort_file)
    said = json.loads((folder / HEAD).read_text(encoding="utf-8"))
    counted = CountedCohort(sites=tuple(read_counts(folder / name) for name in said["sites"]))
    declared = CountedData.model_validate(said["data"])
    return _study(counted, cohort_file, StudyDeclaration.model_validate(said["study"]), declared)


def _built(study: Study, folder: Path, cohort_file: str | Path) -> Cohort:
    """The cohort by the definition that was staged, whose examples were followed when it was read from its file."""
    staged = folder / DEFINITION
    if not staged.is_file():
        return build_cohort(study, cohort_file)
    definition = CohortDefinition.model_validate_json(staged.read_text(encoding="utf-8"))
    without_examples = definition.model_copy(update={"examples": ()})
    return replace(build_cohort(study, without_examples), definition=definition)


def describe_tables(plan: RunPlan) -> str:
    """What the partners' tables hold, in words, once they have been found to belong together and to the report."""
    found = open_data(plan).cohort
    sites = found.counted.sites if isinstance(found, CountedStudy) else ()
    names = ", ".join(site.site for site in sites)
    together = f"{len(found)} participants as known on {plan.as_of}, from the tables of {names}: they add up.\n"
    return "\n".join([*map(describe, sites), together])


def _open_tables(plan: RunPlan, declared: CountedData) -> _Tables:
    if not declared.counts:
        raise RunError(
            f"{plan.parameters}: its participants are counted where they lie. Count them with `research-kit counts`, "
            "and name the folder it writes under `data.counts`. Nothing has been written."
        )
    counted = open_counts(plan.parameters)
    if counted.cut != plan.as_of:
        raise RunError(
            f"the partners' tables are as of {counted.cut}, and the report as of {plan.as_of}. Give that day "
            "(`as_of`, `--as-of`), or ask the partners to count again. Nothing has been written."
        )
    return _Tables(declared=declared, cohort=_study(counted, plan.cohort, plan.study, declared))


def _study(
    counted: CountedCohort, cohort_file: str | Path, study: StudyDeclaration, declared: CountedData
) -> CountedStudy:
    own = declared.dimensions
    return CountedStudy(
        counted=counted,
        definition=read_cohort_definition(cohort_file),
        study=study,
        labels={name: one.labels for name, one in own.items()},
        codes={name: one.codes for name, one in own.items()},
        target_groups=declared.target_groups,
    )
