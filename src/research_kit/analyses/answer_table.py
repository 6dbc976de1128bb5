"""Result tables about a cohort: what is the same in every one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import polars as pl

import research_kit
from research_kit.analyses.groups import Groups
from research_kit.analyses.told_of_a_part import part_note, why_not_of_part
from research_kit.cohort import Cohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.errors import CohortError
from research_kit.provenance import Provenance, hash_values, seed_of
from research_kit.results import GuardHit, History, ResultTable, Subject, Thresholds, raise_guard, result_frame
from research_kit.results.guards import hit
from research_kit.results.result_table import Kind
from research_kit.results.status import BLOCKED
from research_kit.study.declaration import Texts

METHOD_VERSION = "1"
VERSION = "version"
CATALOGUED_OUTCOMES = ("strict", "wide")
"""Named by the language catalogue in every study; only an outcome of a study's own has its words in the cohort file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TableMaker:
    """Makes the result tables of one analysis: same cohort, same groups, same guards."""

    cohort: Cohort | CountedStudy
    groups: Groups
    method_id: str
    guards: tuple[GuardHit, ...] = ()
    alarm_z: float | None = None
    diagnostics: Mapping[str, Any] = field(default_factory=dict)

    def make(self, name: str, kind: Kind, rows: Sequence[pl.DataFrame], *, estimand: str) -> ResultTable:
        """A table of rows that carry a `line`, in the order of the lines; groups that cannot be compared come last."""
        lines = self.groups.lines.select("line", *self.groups.columns)
        placed = [
            part.join(lines, on="line", how="left", validate="m:1").sort("line", maintain_order=True) for part in rows
        ]
        return self.plain(name, kind, [*placed, *self._one_level()], estimand=estimand)

    def plain(self, name: str, kind: Kind, rows: Sequence[pl.DataFrame], *, estimand: str) -> ResultTable:
        """A table of rows that are already about their groups."""
        cohort = self.cohort
        left_out = why_not_of_part(cohort, name)
        told = [blocked_row(estimand, left_out)] if left_out else rows
        return ResultTable(
            name=name,
            kind=kind,
            table=result_frame(told, self.groups.columns),
            by=self.groups.columns,
            method_id=self.method_id,
            method_version=METHOD_VERSION,
            sentence_key=self.method_id,
            estimand_key=estimand,
            alarm_z=self.alarm_z,
            guards=self.guards,
            diagnostics=self.diagnostics,
            provenance=provenance_of(cohort, self.method_id),
        )

    def without_table(self, name: str, kind: Kind, statistic: str, *, estimand: str) -> ResultTable:
        """A table that says that the study lacks what it is made from."""
        return self.plain(name, kind, [blocked_row(statistic, "NO_TABLE")], estimand=estimand)

    def _one_level(self) -> list[pl.DataFrame]:
        return [blocked_row(f"one_level:{name}", "ONE_LEVEL") for name in self.groups.blocked]


def blocked_row(statistic: str, reason: str) -> pl.DataFrame:
    """A row without a number: the design forbids it, or there is nothing to make it from."""
    return pl.DataFrame({"statistic": [statistic], "status": [BLOCKED], "reason": [reason]})


def thresholds_of(cohort: Cohort | CountedStudy) -> Thresholds:
    """The least data a number may rest on: the house rules, made stricter where the cohort file says so.

    Raises
    ------
    CohortError
        The cohort file names a threshold that does not exist.
    EstimateError
        It makes one weaker.
    """
    known = [field.name for field in fields(Thresholds)]
    strange = [name for name in cohort.definition.thresholds if name not in known]
    if strange:
        raise CohortError(
            f"`thresholds` of `{cohort.definition.name}` names {', '.join(strange)}; there are: {', '.join(known)}."
        )
    return Thresholds(**cohort.definition.thresholds)  # type: ignore[arg-type]


def provenance_of(cohort: Cohort | CountedStudy, method_id: str) -> Provenance:
    """What a result about this cohort was computed from."""
    definition = cohort.definition.hash
    return Provenance(
        data_hash=cohort.data_hash,
        config_hash=definition,
        data_cut=cohort.cut.isoformat(),
        code_version=research_kit.__version__,
        seed=seed_of(method_id, cohort.data_hash, definition),
        notes={"cohort": cohort.hash, "definition": cohort.definition.name, **part_note(cohort)},
    )


def subject_of(cohort: Cohort | CountedStudy) -> Subject:
    """What an answer about this cohort is about, in the study's own words."""
    study = cohort.study
    targets = {f"target_{code}": texts for code, texts in cohort.target_groups.items()}
    return Subject(
        study=study.name,
        title=_words(study.title),
        as_of=cohort.cut,
        synthetic=study.synthetic,
        quarter=f"{cohort.cut.year}-Q{(cohort.cut.month + 2) // 3}",
        starts_on=study.starts_on,
        planned_reports=study.planned_reports,
        planned_participants=study.planned_participants,
        dimensions={name: _words(texts) for name, texts in {**cohort.labels, **targets}.items()},
        codes={name: {code: _words(texts) for code, texts in own.items()} for name, own in cohort.codes.items()},
        outcomes={
            name: _words(one.labels)
            for name, one in cohort.definition.outcomes.definitions.items()
            if name not in CATALOGUED_OUTCOMES
        },
    )


def _words(texts: Texts) -> dict[str, str]:
    return {language: text for language, text in texts.model_dump().items() if text is not None}


def definition_of(cohort: Cohort | CountedStudy, *, with_outcome: bool) -> dict[str, str]:
    """The named parts of the headline's definition, which may not change unseen between releases, and its version.

    The minimum of hours is part of the outcome map.
    """
    definition = cohort.definition
    population = {
        "index": definition.index,
        "include": [criterion.model_dump(mode="json", exclude={"reason"}) for criterion in definition.include],
    }
    parts = {
        VERSION: definition.outcomes.version,
        "population": hash_values(population),
        "follow_up": definition.follow_up_hash,
    }
    if with_outcome:
        parts |= {"outcome": definition.outcomes.headline, "outcome_map": definition.outcome_hash}
    return parts


def guard_definition(
    cohort: Cohort | CountedStudy, answer: str, parts: Mapping[str, str], history: History | None
) -> tuple[GuardHit, ...]:
    """G-DEFSWITCH: the headline keeps its definition, unless the cohort file states what was changed.

    A statement explains one version: `outcomes.version` must have been raised since the latest release, and
    `changed.version` must name it, so that a note left standing does not excuse the next change.

    Raises
    ------
    GuardError
        A part of the definition differs from that of the latest release, and `changed` does not explain it.
    """
    before = {} if history is None else history.definitions.get(answer, {})
    compared = {name: value for name, value in parts.items() if name != VERSION}
    changed = sorted(name for name, value in compared.items() if before.get(name, value) != value)
    if not changed:
        return ()
    stated, version = cohort.definition.changed, parts[VERSION]
    if stated is None or stated.version != version or before.get(VERSION) == version:
        raise_guard(
            "G-DEFSWITCH",
            f"`{cohort.definition.name}` is not defined as in the release {history.release if history else ''}: "
            f"{', '.join(changed)} changed. Raise `outcomes.version` (now {version}) and name it in `changed`.",
        )
    return (hit("G-DEFSWITCH", changed=", ".join(changed), stated=stated.why),)
