from __future__ import annotations

from datetime import date

from research_kit.analyses.answer_table import provenance_of, subject_of
from research_kit.cohort import build_cohort
from tests.unit.cohort.small_studies import definition, many, study


def made(**data):
    data = {
        "target_groups": {"youth": {"sv": "unga"}},
        "dimensions": {"colour": {"labels": {"sv": "färg", "en": "colour"}, "codes": {"red": {"sv": "röd"}}}},
    }
    return build_cohort(study(many(12), data=data, starts_on=date(2009, 5, 1), planned_reports=14), definition())


def test_the_subject_has_the_studys_own_words_only():
    subject = subject_of(made())
    assert (subject.study, subject.quarter, subject.planned_reports) == ("made_up", "2011-Q2", 14)
    assert subject.dimensions == {"colour": {"sv": "färg", "en": "colour"}, "target_youth": {"sv": "unga"}}
    assert subject.codes == {"colour": {"red": {"sv": "röd"}}}
    assert subject.outcomes == {}  # strict and wide are named by the catalogue


def test_provenance_names_the_data_the_definition_and_a_seed_that_follows_from_them():
    cohort = made()
    provenance = provenance_of(cohort, "M3.2")
    assert (provenance.data_hash, provenance.config_hash) == ("made up", cohort.definition.hash)
    assert provenance.data_cut == "2011-06-30"
    assert provenance.seed == provenance_of(cohort, "M3.2").seed != provenance_of(cohort, "M2").seed
