"""What holds for the ESF+ indicators of any people: they add up exactly, and what is published never contradicts that.

Women + men + non-binary + not stated = all, for every indicator; unemployed + inactive + employed + not known = all
participants (EECO02 + 04 + 05, DOMAIN section 4).
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

import research_kit as rk
from research_kit.disclosure import Policy
from research_kit.reporting.esf_table import esf_table
from research_kit.reporting.esf_table.esf_cells import PARTS, TOTAL, WHOLE
from research_kit.study.codes import GENDER, LABOUR_STATUS
from tests.property.examples import examples
from tests.unit.analyses.promised import cohort_of
from tests.unit.cohort.small_studies import INDEX, person, status, together

MAYBE = st.sampled_from(["yes", "no", "unknown", None])


@st.composite
def people(draw):
    """Up to 40 people, every fact perhaps missing, some of them gone."""
    parts = []
    for i in range(draw(st.integers(1, 40))):
        facts = {
            "gender": draw(st.sampled_from([*GENDER, None])),
            "labour_status_at_entry": draw(st.sampled_from([*LABOUR_STATUS, None])),
            "education": draw(st.sampled_from(["<9y", "9y", "upper_sec", "post_sec", "unknown", None])),
            "birth_year": draw(st.sampled_from([1948, 1975, 1988, 1994, None])),
            "foreign_born": draw(MAYBE),
            "disability_support": draw(MAYBE),
        }
        gone = {"end": INDEX + timedelta(days=draw(st.integers(1, 540)))} if draw(st.booleans()) else {}
        kind = draw(st.sampled_from(["ord_emp", "unemployed", "regular_edu", "sick"]))
        since = INDEX + timedelta(days=draw(st.integers(0, 500)))
        parts.append(person(f"p{i:02d}", status(kind, since, hours_pct=100, verified="2011-06-01"), **gone, **facts))
    return together(*parts)


def counted(table, statistic):
    rows = table.filter((pl.col("statistic") == statistic) & (pl.col("status") == "ok"))
    return {row["gender"] or TOTAL: (row["n"], row["unknown"]) for row in rows.iter_rows(named=True)}


def require_adds_up(table):
    """Of every indicator the genders, and of each gender the labour status: whole numbers of people."""
    for code in table["statistic"].unique():
        cells = counted(table, code)
        if cells:
            assert cells[TOTAL] == tuple(map(sum, zip(*(cells[who] for who in GENDER), strict=True)))
    parts, whole = [counted(table, code) for code in PARTS], counted(table, WHOLE)
    for who in whole if all(parts) else ():
        assert sum(part[who][0] for part in parts) + parts[0][who][1] == whole[who][0]
        assert len({part[who][1] for part in parts}) == 1


@given(people())
@settings(max_examples=examples(25), deadline=None)
def test_the_exact_table_adds_up_whoever_the_people_are(tables):
    made = rk.esf_plus(cohort_of(tables))["indicators"]
    require_adds_up(made.table)
    assert made.diagnostics["genders_add_up"]
    assert made.diagnostics["labour_status_adds_up"] in (True, None)


@given(people())
@settings(max_examples=6, deadline=None)
def test_what_is_published_is_exact_where_it_is_told_and_never_contradicts_itself(tables):
    answer = rk.esf_plus(cohort_of(tables))
    published = esf_table(rk.release([answer], policy=Policy())["esf_plus"])  # raises if the parts contradict the whole
    for code, line in published.lines.items():
        true = counted(answer["indicators"].table, code)
        for who in (*GENDER, TOTAL):
            if line[who].people is not None:
                assert line[who].people == true[who][0]
