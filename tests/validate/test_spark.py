"""Spark in local mode gives the tables that polars gives; run by `make validate` (needs Java 17, the extra `spark`)."""

from __future__ import annotations

import traceback
from datetime import date
from functools import reduce
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import research_kit as rk
from research_kit.counts import LifeTable
from research_kit.counts.open_frame import open_files, spark_session
from research_kit.errors import CountsError, SourceError
from research_kit.reporting.write_counts import Asked, write_partner_counts

pytestmark = pytest.mark.spark
ROWS = 500


@pytest.fixture(scope="module")
def session():
    """A small session, as the package starts it."""
    started = spark_session()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def on_spark(session, tmp_path_factory):
    """From a polars frame to the same rows in Spark, by way of Parquet."""
    folder = tmp_path_factory.mktemp("spark")

    def handed_over(frame: pl.DataFrame):
        path = folder / f"{len(list(folder.iterdir()))}.parquet"
        frame.write_parquet(path)
        return open_files("spark", path)

    return handed_over


def people() -> pl.DataFrame:
    """Participants with every type of column that is counted or grouped by."""
    rng = np.random.default_rng(11)

    def drawn(values, **keywords):
        return pl.Series([values[place] for place in rng.integers(0, len(values), ROWS)], **keywords)

    return pl.DataFrame(
        {
            "days": rng.integers(1, 400, ROWS),
            "cause": rng.integers(0, 3, ROWS),
            "word": drawn(["å", "a", "", None, "null"]),
            "flag": drawn([True, False, None]),
            "whole": drawn([-1, 5, None], dtype=pl.Int16),
            "unsigned": drawn([0, 200], dtype=pl.UInt8),
            "fraction": drawn([0.1, 1 / 3, None]),
            "weight": drawn([0, 1, 2, 7]),
            "share": drawn([0.25, 0.5, 1.75, 3.0]),
            "start": drawn([-1.0, 0.0, 0.5]),
        }
    ).with_columns(
        category=pl.col("word").cast(pl.Categorical),
        day=pl.date(2020, 1, 1) + pl.duration(days=pl.col("days") % 3),
        big=pl.col("days") + 1_700_000_000_000,
        months=pl.col("days") / 30.4375,
        exact=pl.col("days").cast(pl.Decimal(12, 3)),
        happened=pl.col("cause") > 0,
        small=pl.col("days").cast(pl.Int16),
    )


QUESTIONS = {
    "plain": {"event": "happened"},
    "causes": {},
    "late entry": {"entry": "start"},
    "whole weights": {"weight": "weight", "by": "word"},
    "fractional weights": {"weight": "share", "by": "flag"},
    "weights and late entry": {"weight": "share", "entry": "start", "by": ["word", "flag"]},
    "text": {"by": "word"},
    "categories": {"by": "category"},
    "truth values": {"by": "flag"},
    "whole numbers": {"by": ["whole", "unsigned"]},
    "fractions": {"by": "fraction"},
    "calendar days": {"by": "day"},
    "large times": {"duration": "big"},
    "small times": {"duration": "small"},
    "times in months": {"duration": "months"},
    "decimal times": {"duration": "exact"},
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_same_frame_gives_the_same_table_to_the_last_digit(on_spark, question):
    asked = {"duration": "days", "event": "cause"} | QUESTIONS[question]
    expected, found = (rk.counts.life_table(each, **asked) for each in (people(), on_spark(people())))
    assert_frame_equal(found.table, expected.table, check_exact=True)
    assert found.weighting == expected.weighting
    assert (found.entries is None) == (expected.entries is None)
    if found.entries is not None:
        assert_frame_equal(found.entries, expected.entries, check_exact=True)


def test_all_disaggregations_in_one_pass_are_the_same(on_spark):
    sets = [(), ("word",), ("word", "flag"), ("unsigned",)]
    expected = rk.counts.life_tables(people(), duration="days", event="cause", sets=sets)
    found = rk.counts.life_tables(on_spark(people()), duration="days", event="cause", sets=sets)
    for each in sets:
        assert_frame_equal(found[each].table, expected[each].table, check_exact=True)


def test_a_site_on_spark_adds_up_with_sites_elsewhere(on_spark):
    parts = [people()[:100], people()[100:350], people()[350:]]
    asked = {"duration": "days", "event": "cause", "entry": "start", "by": ["word", "flag"]}
    sites = [parts[0], on_spark(parts[1]), parts[2].lazy()]
    added = reduce(LifeTable.add, [rk.counts.life_table(each, **asked) for each in sites])
    pooled = rk.counts.life_table(people(), **asked)
    assert_frame_equal(added.table, pooled.table, check_exact=True)
    assert_frame_equal(
        rk.statistics.cumulative_incidence(added), rk.statistics.cumulative_incidence(pooled), check_exact=True
    )


FIVE = pl.DataFrame({"days": [2, 3, 3, 5, 7], "cause": [1, 0, 1, 2, 0], "share": 1.0, "start": 0})
FAULTS = [
    ({"days": [2, 3, None, 5, -7]}, {}),
    ({"days": [2, 3, 3, 5, -7]}, {}),
    ({"days": [2.0, 3, float("inf"), 5, float("nan")]}, {}),
    ({"cause": [1, 0, None, 2, None]}, {}),
    ({"cause": [True, None, False, True, None]}, {}),
    ({"cause": [1, 0, 0.5, 2, 0]}, {}),
    ({"cause": [1, 0, 20110630, 2, 0]}, {}),
    ({"start": [0, 3, 1, 7, 0]}, {"entry": "start"}),
    ({"start": [0, None, 1, 0, 0]}, {"entry": "start"}),
    ({"share": [1, -1, None, 1.0, float("nan")]}, {"weight": "share"}),
    ({"share": [0, 0, 0, 0, 0]}, {"weight": "share"}),
    ({"days": [None] * 5}, {}),
]


@pytest.mark.parametrize(("changes", "keywords"), FAULTS)
def test_faults_are_refused_with_the_same_sentence(on_spark, changes, keywords):
    frame = FIVE.with_columns(**{name: pl.Series(values, strict=False) for name, values in changes.items()})
    asked = {"duration": "days", "event": "cause"} | keywords
    sentences = []
    for each in (frame, on_spark(frame)):
        with pytest.raises(CountsError) as refused:
            rk.counts.life_table(each, **asked)
        sentences.append(str(refused.value))
    assert sentences[0] == sentences[1]


def test_nobody_is_said_as_nobody(on_spark):
    with pytest.raises(CountsError, match="no rows"):
        rk.counts.life_table(on_spark(FIVE.clear()), duration="days", event="cause")


SECRET = "19450102"


@pytest.mark.parametrize("values", [[f"{SECRET}-1234"] * 5, [date(1945, 1, 2)] * 5, [[19450102]] * 5])
@pytest.mark.parametrize("role", ["duration", "event", "entry", "weight"])
def test_what_is_no_number_is_refused_without_a_value(on_spark, values, role):
    column = {"duration": "days", "event": "cause"}.get(role, role)
    frame = on_spark(FIVE.with_columns(pl.Series(column, values)))
    asked = {"duration": "days", "event": "cause"} | ({role: role} if column == role else {})
    with pytest.raises(CountsError, match=f"{role} column '{column}' holds [A-Z]") as refused:
        rk.counts.life_table(frame, **asked)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_three_lines_of_the_parameters_file_bring_the_count_to_spark(session, tmp_path: Path):
    frame = (
        people()
        .select(pl.col("word").fill_null("unknown"), "days", "happened", "unsigned")
        .with_columns(pl.col("unsigned").cast(pl.String).cast(pl.Enum(["200", "0"])))
    )
    frame.write_parquet(tmp_path / "people.parquet")
    session.read.parquet(str(tmp_path / "people.parquet")).createOrReplaceTempView("people")
    (tmp_path / "cohort.yaml").write_text(
        "name: big\npopulation: {sv: alla}\nobserved_as: spell_durations\n"
        "outcomes: {version: '1', headline: work, map: {job: success},\n"
        "  definitions: {work: {labels: {sv: arbete}, causes: {employment: [job]}}}}\n"
        "split_by: {crossed: [word, unsigned], single: [], instead_of_one_level: []}\n"
    )
    files = []
    for number, where in enumerate(
        [
            "engine: polars, file: people.parquet",
            "engine: spark, file: people.parquet",
            "engine: spark, table_name: people",
        ]
    ):
        (tmp_path / "big.yaml").write_text(
            "study: {name: big, title: {sv: Stort}, as_of: 2011-06-30}\ncohort: {file: cohort.yaml}\n"
            f"data: {{participants: {{{where}, columns: {{duration_days_work: days, event_work: happened}}}}}}\n"
        )
        folder = write_partner_counts(tmp_path / "big.yaml", Asked(out=tmp_path / str(number) / "site"))
        files.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert files[0] == files[1] == files[2]


def test_a_table_that_spark_does_not_have_is_named(session, tmp_path):
    with pytest.raises(SourceError, match="`strangers` cannot be opened by spark"):
        rk.counts.open_frame.open_table("spark", None, "strangers")
    with pytest.raises(SourceError, match="no Parquet file"):
        open_files("spark", tmp_path / "nothing")


def test_a_session_at_work_is_used_as_it_is(session):
    assert spark_session() is session
