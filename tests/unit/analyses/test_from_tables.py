"""Where participants stay with their partners, what rests on them says so."""

from __future__ import annotations

import pytest

import research_kit as rk
from research_kit.counts.counted_cohort import CountedCohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.reporting.write_counts import count_cohort
from tests.unit.analyses.promised import WORK, cohort_of
from tests.unit.analyses.small_answers import people
from tests.unit.cohort.small_studies import together


@pytest.mark.parametrize("question", ["participants_voice", "equity", "activity_effects", "targets", "esf_plus"])
def test_of_partners_tables_every_table_says_that_it_cannot_be_made(question):
    both = together(people("a", 20, gender="woman"), people("b", 20, gender="man"))
    cohort = cohort_of(both, targets=[WORK])
    site = count_cohort(cohort, "north", by=["gender"], step_days=None)
    study = CountedStudy(counted=CountedCohort(sites=(site,)), definition=cohort.definition, study=cohort.study)
    for table in getattr(rk, question)(study).values():
        assert table.table.select("status", "reason").rows() == [("blocked", "NO_TABLE")]
