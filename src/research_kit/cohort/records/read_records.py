"""From a study's tables to the records of a project."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort.course_of_life import CourseOfLife
from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.esf_facts import after_leaving, entry_facts
from research_kit.cohort.index_dates import Tables
from research_kit.cohort.records.activity_starts import activity_starts, support_at_start
from research_kit.cohort.records.contacts import answers, contacts
from research_kit.cohort.records.course import course
from research_kit.cohort.records.participations import attendance, offers
from research_kit.cohort.records.project_records import ProjectRecords
from research_kit.cohort.records.referrals import referrals
from research_kit.cohort.records.scope import Scope
from research_kit.cohort.records.stays import phases, stays
from research_kit.cohort.records.surroundings import benchmarks, indicator_values, trainings, versions
from research_kit.cohort.records.waits import waits


def read_records(
    tables: Tables, participants: pl.DataFrame, lives: CourseOfLife, *, definition: CohortDefinition, cut: date
) -> ProjectRecords:
    """What the tables of a study hold about what happened in the project by the cut.

    Parameters
    ----------
    tables
        The tables that the study delivers.
    participants
        The frame of the cohort: `pid, index_on, entry_days`.
    lives
        The participants' states since their index date.
    definition
        The cohort's definition.
    cut
        The last day that is read.

    Returns
    -------
    Empty frames where the study has lengths of time without dates, or lacks the table.
    """
    if definition.observed_as == "spell_durations":
        return ProjectRecords(delivered=tuple(sorted(tables)))
    people = participants.select("pid", "index_on", "entry_days")
    scope = Scope(tables=tables, definition=definition, cut=cut, participants=people)
    waited, phased, attended = waits(scope), phases(scope), attendance(scope)
    frames = {
        "attendance": attended,
        "activity_starts": activity_starts(scope, attended),
        "support_at_start": support_at_start(scope),
        "offers": offers(scope),
        "contacts": contacts(scope),
        "stays": stays(scope),
        "phases": phased,
        "course": course(scope, waited, phased, lives),
        "referrals": referrals(scope),
        "versions": versions(scope),
        "trainings": trainings(scope),
        "benchmarks": benchmarks(scope),
        "answers": answers(scope),
        "indicator_values": indicator_values(scope),
    }
    frames |= {
        "entry_facts": entry_facts(tables, definition, cut=cut),
        "after_leaving": after_leaving(tables, definition, cut=cut),
        "statuses": _statuses(tables, people),
    }
    return ProjectRecords(waits=waited, **frames, lost=scope.losses.table(), delivered=tuple(sorted(tables)))


def _statuses(tables: Tables, people: pl.DataFrame) -> pl.DataFrame:
    """What is known of the participants at any time, also before they came."""
    if "status_spell" not in tables:
        return pl.DataFrame()
    return tables["status_spell"].join(people.select("pid"), on="pid", how="semi", maintain_order="left")
