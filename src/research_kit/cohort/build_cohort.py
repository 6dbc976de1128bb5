"""From a study and a definition to a cohort."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from research_kit.cohort.assemble import Assembled, Inputs, assemble
from research_kit.cohort.attrition import require_somebody, require_sums
from research_kit.cohort.cohort import Cohort
from research_kit.cohort.definition import CohortDefinition, read_cohort_definition
from research_kit.cohort.examples import require_examples
from research_kit.cohort.flow import flow_stages
from research_kit.cohort.missing_facts import warn_missing_facts
from research_kit.cohort.records.read_records import read_records
from research_kit.cohort.voice.read_voice import read_voice
from research_kit.study.codes import PHASES
from research_kit.study.indicators.words import indicator_words
from research_kit.study.texts import Texts

if TYPE_CHECKING:
    from research_kit.study import Study

PHASE, TARGET, READING, ORGANISATION = "phase", "target", "reading", "organisation"
"""Under these names `Cohort.codes` holds the words for the project's phases, targets, their readings, organisations."""
THEME, QUESTION = "theme", "question"
"""The same for themes of needs, and for the questions of follow-ups."""
_READ = ("participant", "referral", "enrolment", "participation", "wave", "status_spell")


def build_cohort(study: Study, definition: CohortDefinition | str | Path) -> Cohort:
    """The participants of a definition, each followed from the index date to the exit.

    Parameters
    ----------
    study
        An opened study, as known on its `as_of` day.
    definition
        A cohort file such as `cohorts/samba.yaml`, or what `read_cohort_definition` gave.

    Returns
    -------
    A frozen `Cohort`.

    Raises
    ------
    CohortError
        Nobody meets the criteria (the counts per criterion are shown), a needed table is absent, a status has no
        meaning in the outcome map, or an example person of the definition comes out otherwise than written.

    Warns
    -----
    MissingFactWarning
        A definition asks for hours or a source of income, and no status has any.

    References
    ----------
    METHODS sections 1.1, 2 and 3.0.

    Examples
    --------
    >>> len(rk.build_cohort(study, "cohorts/samba.yaml"))
    161
    """
    if not isinstance(definition, CohortDefinition):
        definition = read_cohort_definition(definition)
    require_examples(definition)
    inputs = _inputs(study, definition)
    made = assemble(inputs)
    require_somebody(made.attrition, definition.name)
    require_sums(made.attrition, made.frame.height)
    warn_missing_facts(inputs.tables, definition)
    return _cohort(study, inputs, made)


def _cohort(study: Study, inputs: Inputs, made: Assembled) -> Cohort:
    own = study.data.dimensions
    return Cohort(
        frame=made.frame,
        flow=made.flow,
        histories=made.course.histories,
        starts=made.course.starts,
        states=made.course.states,
        other_courses=made.other_courses,
        diagnostics=made.course.diagnostics,
        records=read_records(inputs.tables, made.frame, made.course, definition=inputs.definition, cut=inputs.cut),
        voice=read_voice(inputs.tables, made.frame, definition=inputs.definition, cut=inputs.cut),
        definition=inputs.definition,
        attrition=made.attrition,
        study=study.declaration,
        cut=inputs.cut,
        data_hash=study.data_hash,
        labels={name: one.labels for name, one in own.items()},
        codes={name: one.codes for name, one in own.items()} | _named(study),
        target_groups=study.data.target_groups,
        absent_tables=tuple(name for name in _READ if name not in inputs.tables),
        flow_stages=flow_stages(inputs.tables) if made.flow.width else (),
    )


def _named(study: Study) -> dict[str, Mapping[str, Texts]]:
    """The study's words for what is no dimension of its participants."""
    indicators = dict(indicator_words(study.declaration.registry))
    return _named_phases(study) | _named_targets(study) | _named_organisations(study) | _named_voice(study) | indicators


def _named_phases(study: Study) -> dict[str, Mapping[str, Texts]]:
    """The study's own words for its phases, beside those of its dimensions."""
    return {PHASE: study.data.phases} if study.data.phases else {}


def _named_targets(study: Study) -> dict[str, Mapping[str, Texts]]:
    """What was promised, in the study's own words, and the readings (`<target>:<reading>`) of a text that has two."""
    targets = study.declaration.promises.targets
    readings = {f"{one.code}:{name}": way.labels for one in targets for name, way in one.readings.items()}
    named = {TARGET: {one.code: one.labels for one in targets}, READING: readings}
    return {name: words for name, words in named.items() if words}


def _named_voice(study: Study) -> dict[str, Mapping[str, Texts]]:
    """The themes of needs by the codebook, and the wordings of the questions; nobody's own words."""
    codebook = study.declaration.promises.voice.codebook
    named = {THEME: {} if codebook is None else dict(codebook.themes), QUESTION: _questions(study)}
    return {name: words for name, words in named.items() if words}


def _questions(study: Study) -> dict[str, Texts]:
    """The latest wording of each question."""
    if "item" not in study.delivered:
        return {}
    worded = study.tables["item"].filter(pl.col("text_sv").is_not_null()).sort("item", "ver")
    return {row["item"]: Texts(sv=row["text_sv"]) for row in worded.iter_rows(named=True)}


def _named_organisations(study: Study) -> dict[str, Mapping[str, Texts]]:
    """The organisations that refer people, by the names they go by; never the name of a person."""
    if "org" not in study.delivered:
        return {}
    named = study.tables["org"].filter(pl.col("name").is_not_null()).sort("org_id")
    return {ORGANISATION: {row["org_id"]: Texts(sv=row["name"]) for row in named.iter_rows(named=True)}}


def _inputs(study: Study, definition: CohortDefinition) -> Inputs:
    return Inputs(
        tables={name: table for name, table in study.tables.items() if name in study.delivered},
        definition=definition,
        cut=study.as_of,
        observed_from=definition.follow_up.observed_from or study.declaration.starts_on,
        target_groups=tuple(study.data.target_groups),
        phases=tuple(study.data.phases) or PHASES,
        dimensions={name: tuple(one.codes) for name, one in study.data.dimensions.items()},
        also_followed=study.declaration.promises.outcomes,
    )
