"""`research-kit counts`: a partner's own table of counts, for a joint report without sharing participants."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl

from research_kit.analyses.answer_table import thresholds_of
from research_kit.analyses.groups import EVERY_TARGET_GROUP, TARGET, grouping_frame, plan_groups
from research_kit.analyses.routing import guard_cut
from research_kit.cohort import Cohort, CohortDefinition, build_cohort, read_cohort_definition
from research_kit.cohort.definition import TERMINAL
from research_kit.counts.count_site import count_outcomes
from research_kit.counts.counted_cohort import HOW_KNOWN, STARTS, SiteCounts
from research_kit.counts.engines import read
from research_kit.counts.stored_counts import describe, require_new_folder, write_counts
from research_kit.declarations import read_section
from research_kit.disclosure import Policy, read_policy
from research_kit.disclosure.rules.partner_table import DAYS_PER_MONTH, GuardedCounts, guard_counts
from research_kit.errors import CohortError, DeclarationError, DisclosureError
from research_kit.reporting.counted_data import is_counted, open_participants, read_counted_data
from research_kit.reporting.declaration import CohortSection, ReportSection
from research_kit.study import open_study
from research_kit.study.declaration import read_study_declaration

By = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a partner is asked to share, and where it goes.

    The folder is called as the partner is; `k` only makes the study's policy stricter; times are shared by months,
    or to the day under an agreement that is named.
    """

    out: Path | None = None
    as_of: date | None = None
    k: int | None = None
    exact_times_under: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _People:
    """Participants on any engine, what is counted of them, and by which crossings."""

    frame: Any
    definition: CohortDefinition
    sets: tuple[By, ...]
    starts: pl.DataFrame | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Site:
    """Who counts, as of when, and in which steps of time."""

    site: str
    study: str
    cut: date
    step_days: float | None


def write_partner_counts(parameters: str | Path, asked: Asked, *, show: Callable[[str], None] = lambda _: None) -> Path:
    """Count a study's cohort, or a table of participants, and write what may be shared.

    Parameters
    ----------
    parameters
        The partner's parameters file: with its partner files (`data.sources`), or with `data.participants`.
    asked
        The folder to write, the day, and what is shared.
    show
        Called with what the folder will hold, before it is written.

    Returns
    -------
    The folder: `asked.out`, or `counts/<study>` beside the parameters file.

    Raises
    ------
    DisclosureError
        A rule would be broken: too few participants, or a `k` below the policy's. Nothing is written.
    DeclarationError
        The day has not come.
    """
    path = Path(parameters).resolve()
    study = read_study_declaration(path)
    folder = asked.out or path.parent / "counts" / study.name
    policy = _policy(path, asked)
    require_new_folder(folder)
    guarded = guard_counts(count_site(path, folder.resolve().name, asked), policy)
    counts = _with_rules(guarded, policy, asked)
    show(describe(counts))
    return write_counts(counts, folder)


def count_site(parameters: Path, site: str, asked: Asked) -> SiteCounts:
    """The exact counts of a partner, before any rule but the steps of time."""
    study = read_study_declaration(parameters)
    cut = _past(parameters, asked.as_of or study.as_of)
    step = DAYS_PER_MONTH if asked.exact_times_under is None else None
    if is_counted(parameters):
        return _counted(_table(parameters), _Site(site=site, study=study.name, cut=cut, step_days=step))
    cohort = build_cohort(open_study(parameters, as_of=cut), _cohort_file(parameters))
    by = read_section(parameters, "report", ReportSection).by
    return count_cohort(cohort, site, by=by, step_days=step)


def count_cohort(
    cohort: Cohort, site: str, *, by: Sequence[str] | None = None, step_days: float | None = DAYS_PER_MONTH
) -> SiteCounts:
    """The exact counts of a cohort, by every crossing that a report would show of it or of it and others.

    Parameters
    ----------
    cohort
        The partner's own participants.
    site
        The partner's name in the joint study.
    by
        Columns to split by; null: as the cohort file says.
    step_days
        Times are rounded up to steps of so many days; null leaves them as they are.

    Raises
    ------
    CohortError
        Nothing was followed.
    GuardError
        G-CUT: somebody is counted as without the event for longer than was verified.
    """
    if not cohort.has_outcomes:
        raise CohortError(
            f"{cohort.study.name}: the study has no table of statuses, so that nothing can be counted. "
            "Deliver `status_spell`. Nothing has been written."
        )
    guard_cut(cohort)
    sets = _sets(cohort, by)
    frame = grouping_frame(cohort, tuple(dict.fromkeys(name for each in sets for name in each)))
    starts = _starts(cohort, frame) if cohort.definition.observed_as == "dated_statuses" else None
    people = _People(frame=frame, definition=cohort.definition, sets=sets, starts=starts)
    return _counted(people, _Site(site=site, study=cohort.study.name, cut=cohort.cut, step_days=step_days))


def _sets(cohort: Cohort, by: Sequence[str] | None) -> tuple[By, ...]:
    """Every crossing that a report would show; also of what all are alike in here, but not at other partners."""
    split_by = cohort.definition.split_by
    groups = plan_groups(cohort, by, "counts for a joint report")
    crossed = [name for name in by or split_by.crossed if name in cohort.dimensions]
    targets = [name for name in cohort.frame.columns if name.startswith(TARGET)]
    single = split_by.single if by is None else by
    alone = [name for each in single for name in (targets if each == EVERY_TARGET_GROUP else [each])]
    return (*(split.by for split in groups.splits), *combinations(crossed, 2), *((name,) for name in alone))


def _counted(people: _People, site: _Site) -> SiteCounts:
    outcomes = {name: people.definition.outcomes.causes_of(name) for name in people.definition.outcomes.definitions}
    tables, never = count_outcomes(people.frame, outcomes, people.sets, step_days=site.step_days)
    if people.starts is not None:
        known = {name + STARTS: HOW_KNOWN for name in outcomes}
        tables |= count_outcomes(people.starts, known, people.sets)[0]
        outcomes |= known
    return SiteCounts(
        site=site.site,
        study=site.study,
        definition=people.definition.hash,
        cut=site.cut,
        outcomes=outcomes,
        tables=tables,
        step_days=site.step_days,
        never_at_risk=never,
    )


def _starts(cohort: Cohort, frame: pl.DataFrame) -> pl.DataFrame:
    """Per participant and definition of success how the start is known: the place in `HOW_KNOWN`, or 0 without one."""
    limit = thresholds_of(cohort).interval_days
    columns = {}
    for name in cohort.definition.outcomes.definitions:
        causes = cohort.definition.outcomes.causes_of(name)
        successes = [place for place, cause in enumerate(causes, start=1) if cause != TERMINAL]
        met, is_wide = pl.col(f"at_follow_up_{name}"), pl.col(f"interval_days_{name}") > limit
        known = pl.when(is_wide.fill_null(False)).then(1).when(met.is_null()).then(4).when(met).then(2).otherwise(3)
        has_started = pl.col(f"event_{name}").is_in(successes)
        columns[f"event_{name}{STARTS}"] = pl.when(has_started).then(known).otherwise(0)
        columns[f"duration_days_{name}{STARTS}"] = pl.lit(0.0)
    return frame.drop("entry_days").with_columns(**columns)


def _table(parameters: Path) -> _People:
    """The participants of a table that is counted where it lies, and the crossings that the cohort file names."""
    given = read_counted_data(parameters).participants
    if given is None:
        raise DeclarationError(
            f"{parameters}: its `data` are tables already. Name a file with `sources` or `participants`."
        )
    frame = open_participants(given, parameters.parent)
    names = read(frame).collect_schema().names()
    definition = read_cohort_definition(_cohort_file(parameters))
    split_by = definition.split_by
    targets = [name for name in names if name.startswith("target_")]
    single = [each for name in split_by.single for each in (targets if name == "target_group" else [name])]
    missing = [name for name in split_by.crossed if name not in names]
    if missing:
        raise DeclarationError(
            f"{parameters}: the participants have no column {', '.join(missing)}, by which the cohort file splits. "
            "Name it under `columns`, or take it out of `split_by`."
        )
    pairs = tuple(combinations(split_by.crossed, 2))
    return _People(
        frame=frame,
        definition=definition,
        sets=((), *((name,) for name in split_by.crossed), *pairs, *((name,) for name in single if name in names)),
    )


def _past(parameters: Path, cut: date) -> date:
    """The day as of which people are counted: nothing is known of one that has not come."""
    if cut > date.today():
        raise DeclarationError(
            f"{parameters}: the tables would be as of {cut}, a day that has not come. Give an earlier `as_of`. "
            "Nothing has been written."
        )
    return cut


def _cohort_file(parameters: Path) -> Path:
    return (parameters.parent / read_section(parameters, "cohort", CohortSection).file).resolve()


def _policy(parameters: Path, asked: Asked) -> Policy:
    policy = read_policy(parameters)
    if asked.exact_times_under is not None and not asked.exact_times_under.strip():
        raise DisclosureError(
            "times to the day are nearly rows about persons: name the agreement under which they are shared "
            "(`--exact-times-under`), or leave it out. Nothing has been written."
        )
    if asked.k is not None and asked.k < policy.k:
        raise DisclosureError(
            f"`--k {asked.k}` is weaker than the study's k = {policy.k}. Change `disclosure` in the parameters file, "
            "where its reason must be stated. Nothing has been written."
        )
    return policy if asked.k is None else policy.model_copy(update={"k": asked.k})


def _with_rules(guarded: GuardedCounts, policy: Policy, asked: Asked) -> SiteCounts:
    """The counts with the rules they were made under, in words; never how few somebody was."""
    rules = [
        f"No group has fewer than {policy.k} participants ({max(policy.k, policy.k_health)} if it is about health)."
    ]
    rules += [f"{name}: its smallest groups are not told apart (their label is empty)." for name in guarded.merged]
    rules += [f"{name}: not shared, because too few would be in all groups but one." for name in guarded.dropped]
    rules += [
        f"{' × '.join(by)}: shared apart, not crossed, because some crossed groups are small." for by in guarded.parted
    ]
    if asked.exact_times_under:
        rules.append(f"Times are exact, under: {asked.exact_times_under.strip()}")
    return replace(guarded.counts, made_under=tuple(rules))
