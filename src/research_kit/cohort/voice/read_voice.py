"""From a study's tables to what participants said."""

from __future__ import annotations

from datetime import date

import polars as pl

from research_kit.cohort.definition import CohortDefinition
from research_kit.cohort.index_dates import Tables
from research_kit.cohort.records.scope import Scope
from research_kit.cohort.voice.answers import answers
from research_kit.cohort.voice.follow_ups import follow_ups
from research_kit.cohort.voice.needs import coverage, needs
from research_kit.cohort.voice.voice_records import VoiceRecords, shaped


def read_voice(tables: Tables, participants: pl.DataFrame, *, definition: CohortDefinition, cut: date) -> VoiceRecords:
    """What the tables of a study hold of participants' own answers and needs, by the cut.

    Parameters
    ----------
    tables
        The tables that the study delivers.
    participants
        The frame of the cohort: `pid, index_on`.
    definition
        The cohort's definition.
    cut
        The last day that is read.

    Returns
    -------
    Empty frames where the study has lengths of time without dates, or lacks the table.
    """
    if definition.observed_as == "spell_durations":
        return VoiceRecords()
    scope = Scope(tables=tables, definition=definition, cut=cut, participants=participants.select("pid", "index_on"))
    said, covered = answers(scope), coverage(scope)
    asked, voiced = follow_ups(scope, said), needs(scope, covered)
    lost = shaped("lost", scope.losses.table())
    return VoiceRecords(follow_ups=asked, answers=said, needs=voiced, coverage=covered, lost=lost)
