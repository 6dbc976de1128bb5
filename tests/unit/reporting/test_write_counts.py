"""`research-kit counts`: three partners' tables give, line by line, what their pooled participants give."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from typer.testing import CliRunner

import research_kit as rk
from research_kit.analyses.counted_groups import members_of, plan_counted_groups
from research_kit.analyses.groups import grouping_frame, plan_groups
from research_kit.analyses.outcome_counts import LINE, count_outcome, count_people
from research_kit.cli import app
from research_kit.counts.count_site import count_outcomes
from research_kit.counts.counted_cohort import CountedCohort, SiteCounts
from research_kit.counts.stored_counts import read_counts, write_counts
from research_kit.disclosure import Policy
from research_kit.disclosure.rules.partner_table import guard_counts
from research_kit.errors import (
    CohortError,
    CountsError,
    DeclarationError,
    DisaggregationError,
    DisclosureError,
    GuardError,
    SourceError,
)
from research_kit.reporting.counted_data import open_counts
from research_kit.reporting.write_counts import Asked, count_cohort, write_partner_counts
from tests.demo_once import write_demo

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A folder with the SAMBA-like study's declarations and partner files."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("parameters/samba.yaml", "cohorts/samba.yaml"):
        (folder / name).parent.mkdir()
        (folder / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    write_demo("samba", folder / "parameters" / "samba.yaml")
    return folder


@pytest.fixture(scope="module")
def cohort(project):
    study = rk.open_study(project / "parameters" / "samba.yaml")
    return rk.build_cohort(study, project / "cohorts" / "samba.yaml")


def test_nothing_is_counted_as_of_a_day_that_has_not_come(project, tmp_path):
    tomorrow = date.today() + timedelta(days=1)
    asked = Asked(out=tmp_path / "counts", as_of=tomorrow)
    with pytest.raises(DeclarationError, match=rf"as of {tomorrow}, a day that has not come. Give an earlier `as_of`"):
        write_partner_counts(project / "parameters" / "samba.yaml", asked)
    assert not (tmp_path / "counts").exists()


def sites_of(cohort, folder: Path, *, step_days: float | None = None, by=None) -> CountedCohort:
    """The cohort's people at three partners, counted apart, written, read, and put together."""
    names = cohort.definition.outcomes.definitions
    outcomes = {name: cohort.definition.outcomes.causes_of(name) for name in names}
    groups = plan_groups(cohort, by, None)
    frame = grouping_frame(cohort, groups.columns)
    place = np.random.default_rng(3).integers(0, 3, frame.height)
    for number in range(3):
        tables, never = count_outcomes(
            frame.filter(place == number), outcomes, [each.by for each in groups.splits], step_days=step_days
        )
        counts = SiteCounts(
            site=f"partner_{number}", study="samba", definition=cohort.definition.hash, cut=cohort.cut,
            outcomes=outcomes, tables=tables, step_days=step_days, never_at_risk=never,
        )  # fmt: skip
        write_counts(counts, folder / counts.site)
    return CountedCohort(sites=tuple(read_counts(folder / f"partner_{number}") for number in range(3)))


@pytest.fixture(scope="module")
def sites(cohort, tmp_path_factory) -> CountedCohort:
    """As they are asked of without more being said."""
    return sites_of(cohort, tmp_path_factory.mktemp("sites"))


@pytest.fixture(scope="module")
def handed_over(project, tmp_path_factory) -> Path:
    """The folder of the study's own tables, by months; not to be written to."""
    return write_partner_counts(
        project / "parameters" / "samba.yaml", Asked(out=tmp_path_factory.mktemp("handed") / "all")
    )


@pytest.fixture(scope="module")
def exact(project, tmp_path_factory) -> Path:
    """The same with exact times; not to be written to."""
    asked = Asked(out=tmp_path_factory.mktemp("exact") / "all", exact_times_under="agreement 7, 2011")
    return write_partner_counts(project / "parameters" / "samba.yaml", asked)


def twice_as_many(counts: SiteCounts) -> SiteCounts:
    """Another partner, with two people for each of this one's."""
    tables = {name: tuple(each.add(each) for each in several) for name, several in counts.tables.items()}
    return replace(counts, site="b", tables=tables)


@pytest.mark.parametrize("late", [False, True])
def test_every_line_and_its_rest_are_those_of_the_pooled_participants(cohort, sites, tmp_path, late):
    if late:  # some are observed only from a month after enrolment, some left before
        entry = pl.when(pl.col("index_on").dt.day() < 8).then(31.0).otherwise(0.0)
        cohort = replace(cohort, frame=cohort.frame.with_columns(entry_days=entry))
    counted = sites_of(cohort, tmp_path) if late else sites
    groups = plan_groups(cohort, None, None)
    for outcome, causes in counted.outcomes.items():
        expected = count_outcome(cohort, groups, outcome, causes=len(causes))
        found = counted.lines(outcome, members_of(groups))
        assert_frame_equal(found.table, expected.table, check_exact=True)
        assert (found.entries is None) == (expected.entries is None) == (not late)
        if found.entries is not None:
            assert_frame_equal(found.entries, expected.entries, check_exact=True)


@pytest.mark.parametrize("by", [None, ["gender", "age_band"], ["target_group"], ["education"]])
def test_lines_are_planned_from_tables_as_from_participants(cohort, sites, tmp_path, by):
    groups = plan_groups(cohort, by, None)
    if by == ["education"]:
        with pytest.raises(DisaggregationError, match="no column `education`"):
            plan_counted_groups(sites, cohort.definition, by)
        return
    counted = sites_of(cohort, tmp_path, by=by) if by else sites
    found = plan_counted_groups(counted, cohort.definition, by)
    assert found.splits == groups.splits
    assert found.columns == groups.columns
    for name in ("lines", "cells", "members"):
        assert_frame_equal(getattr(found, name), getattr(groups, name))


def test_who_is_not_told_apart_is_in_no_line_and_in_nobodys_rest(cohort, sites):
    guarded = (guard_counts(sites.sites[0], Policy(k=k)) for k in range(5, 30))
    few = next(each for each in guarded if "age_band" in each.merged)
    found = CountedCohort(sites=(replace(few.counts, k=0), *sites.sites[1:]))
    groups = plan_counted_groups(found, cohort.definition, None)
    lines = found.lines("wide", members_of(groups)).table.group_by(LINE).agg(pl.col("entered").sum())
    sizes = groups.lines.filter(pl.col("age_band").is_not_null()).join(lines, on="line")
    total = lines.filter(pl.col("line") == 0)["entered"].item()
    together = sizes.group_by("line").agg(pl.col("entered").sum())["entered"]  # each line and its rest
    hidden = few.counts.life_table("wide", ("age_band",)).table.filter(pl.col("age_band").is_null())["entered"].sum()
    assert hidden >= 5
    assert together.to_list() == [total - hidden] * together.len()


def test_curves_from_tables_are_the_pooled_curves_to_the_last_digit(cohort, sites):
    groups = plan_groups(cohort, None, None)
    expected = count_outcome(cohort, groups, "strict", causes=3)
    found = sites.lines("strict", members_of(groups))
    for estimate in (rk.statistics.cumulative_incidence, rk.statistics.kaplan_meier):
        assert_frame_equal(estimate(found), estimate(expected), check_exact=True)
    tau = 270.0
    for cause in (None, 1):
        assert_frame_equal(
            rk.statistics.restricted_mean(found.collapse(), tau=tau, cause=cause),
            rk.statistics.restricted_mean(expected.collapse(), tau=tau, cause=cause),
            check_exact=True,
        )


def test_by_months_they_are_those_of_participants_with_times_in_months(cohort, tmp_path):
    counted = sites_of(cohort, tmp_path, step_days=30.4375)
    rounded = {
        f"duration_days_{name}": (pl.col(f"duration_days_{name}") / 30.4375).ceil() * 30.4375
        for name in counted.outcomes
    }
    groups = plan_groups(cohort, None, None)
    expected = count_outcome(replace(cohort, frame=cohort.frame.with_columns(**rounded)), groups, "wide", causes=2)
    assert_frame_equal(counted.lines("wide", members_of(groups)).table, expected.table, check_exact=True)


def test_how_starts_are_known_adds_up_per_line(cohort, exact):
    known = read_counts(exact)
    groups = plan_groups(cohort, None, None)
    started, met = pl.col("event_wide") == 1, pl.col("at_follow_up_wide")
    flags = {
        "people": pl.col("event_wide").is_not_null(),
        "starts": started,
        "wide": started & (pl.col("interval_days_wide") > 31),
        "exact": started & met.is_not_null(),
        "met": started & met,
    }
    expected = count_people(grouping_frame(cohort, groups.used), groups, flags).sort(LINE)
    found = CountedCohort(sites=(known, twice_as_many(known))).starts("wide", members_of(groups))
    tripled = expected.with_columns(pl.col(list(flags)) * 3)
    assert_frame_equal(found, tripled, check_exact=True)
    assert found["wide"].sum() > 0
    assert found["exact"].sum() > 0


def test_where_partners_do_not_say_every_start_counts_as_exact(cohort, sites):
    found = sites.starts("wide", members_of(plan_groups(cohort, None, None)))
    assert found.select((pl.col("exact") == pl.col("starts")).all(), pl.col("wide", "met").sum()).row(0) == (True, 0, 0)


def test_the_command_shows_what_it_writes_and_writes_what_it_shows(project, tmp_path):
    folder = tmp_path / "kommunen"
    done = CliRunner().invoke(app, ["counts", str(project / "parameters" / "samba.yaml"), "--out", str(folder)])
    assert done.exit_code == 0, done.output
    assert (folder / "READ_ME.txt").read_text() in done.output
    assert str(folder) in done.output.replace("\n", "")
    counts = read_counts(folder)
    assert counts.site == "kommunen"
    assert all((table.table["time"] % 30.4375 == 0).all() for several in counts.tables.values() for table in several)


def test_the_folder_says_exactly_how_many_it_is_about(cohort, handed_over):
    assert f"\n{len(cohort.frame)} participants, as numbers of people" in (handed_over / "READ_ME.txt").read_text()


def _as_a_file(folder: Path) -> None:
    folder.write_text("{}")


def _empty(folder: Path) -> None:
    folder.mkdir()


def _broken(folder: Path) -> None:
    folder.mkdir()
    (folder / "counts.json").write_text('{"format": ')


def _of_something_else(folder: Path) -> None:
    folder.mkdir()
    (folder / "counts.json").write_text("[]")


def _half(folder: Path) -> None:
    folder.mkdir()
    (folder / "counts.json").write_text('{"format": "research-kit counts of a partner", "version": 2}')


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: None, r"kommunen is missing\. Wanted is a folder that `research-kit counts` wrote"),
        (_as_a_file, r"kommunen is a file\. Wanted is a folder that .* starts from the folder of the parameters file"),
        (_empty, r"kommunen has no counts\.json"),
        (_broken, r"counts\.json: there is no readable head .* Ask the partner for the whole folder"),
        (_of_something_else, r"counts\.json: this is no .* Ask the partner for the whole folder"),
        (_half, r"counts\.json lacks cut, definition, .* Ask the partner for the whole folder"),
    ],
)
def test_a_folder_that_holds_no_counts_is_named_with_what_is_wanted(make, said, tmp_path):
    make(tmp_path / "kommunen")
    with pytest.raises(CountsError, match=said):
        read_counts(tmp_path / "kommunen")


def test_no_identity_and_no_date_of_anybody_is_in_a_folder(cohort, exact):
    text = "\n".join(path.read_text() for path in exact.iterdir())
    pids = cohort.frame["pid"].to_list()
    assert not [pid for pid in pids if pid in text]
    assert set(re.findall(r"\b(?:19|20)\d\d-\d\d-\d\d\b", text)) == {"2011-06-30"}
    assert "Times are exact, under: agreement 7, 2011" in text


def test_the_same_people_give_the_same_files(project, handed_over, tmp_path):
    again = write_partner_counts(project / "parameters" / "samba.yaml", Asked(out=tmp_path / "all"))
    assert {path.name: path.read_bytes() for path in handed_over.iterdir()} == {
        path.name: path.read_bytes() for path in again.iterdir()
    }


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"k": 3}, "`--k 3` is weaker than the study's k = 5"),
        ({"exact_times_under": " "}, "name the agreement"),
        ({"k": 1000}, "has fewer than 1000 participants"),
    ],
)
def test_a_broken_rule_writes_nothing(project, tmp_path, asked, sentence):
    with pytest.raises(DisclosureError, match=sentence):
        write_partner_counts(project / "parameters" / "samba.yaml", Asked(out=tmp_path / "new", **asked))
    assert not (tmp_path / "new").exists()


def test_a_stricter_k_merges_and_parts_and_says_so_without_numbers_of_people(project, tmp_path):
    shown: list[str] = []
    asked = Asked(out=tmp_path / "new", k=40)
    write_partner_counts(project / "parameters" / "samba.yaml", asked, show=shown.append)
    rules = read_counts(tmp_path / "new").made_under
    assert rules[0].startswith("No group has fewer than 40 participants")
    assert any("not told apart" in rule or "not shared" in rule or "not crossed" in rule for rule in rules[1:])
    assert not any(re.search(r"\d", rule) for rule in rules[1:])


def test_a_partner_where_all_are_alike_shares_the_dimension_all_the_same(cohort):
    few = cohort.frame.filter(pl.col("gender") == "woman").with_columns(target_newly_arrived=pl.lit(False))
    shared = {name for by in count_cohort(replace(cohort, frame=few), "small").shared for name in by}
    assert {"gender", "target_newly_arrived"} <= shared  # their people belong to the rest of other partners' lines


def test_a_partner_may_not_count_who_was_not_verified(cohort):
    unverified = cohort.frame.with_columns(verified_on=pl.col("index_on"))
    with pytest.raises(GuardError, match="G-CUT"):
        count_cohort(replace(cohort, frame=unverified), "a")


def test_a_study_that_followed_nobody_has_nothing_to_count(project, tmp_path):
    text = (project / "parameters" / "samba.yaml").read_text(encoding="utf-8")
    assert text.count("table: status_spell") >= 1
    bare = project / "parameters" / "bare.yaml"
    before, *parts = re.split(r"(?m)^    - partner:", text)
    end = parts[-1].index("\ncohort:")
    last, rest = parts[-1][:end], parts[-1][end:]
    kept = [part for part in [*parts[:-1], last] if "table: status_spell" not in part]
    bare.write_text(before + "".join(f"    - partner:{part}" for part in kept) + rest, encoding="utf-8")
    with pytest.raises(CohortError, match="no table of statuses"):
        write_partner_counts(bare, Asked(out=tmp_path / "new"))


TABLE = """
study: {{name: big, title: {{sv: Stort}}, as_of: 2011-06-30}}
data:
  participants:
    {where}
    columns: {{duration_days_work: days, event_work: ended}}
cohort: {{file: cohort.yaml}}
"""
COHORT = """
name: big
population: {sv: alla}
observed_as: spell_durations
outcomes:
  version: "1"
  headline: work
  map: {job: success, studies: success}
  definitions:
    work: {labels: {sv: arbete}, causes: {employment: [job], education: [studies]}}
split_by: {crossed: [gender, band], single: [], instead_of_one_level: []}
"""
WHERE = {
    "polars": "engine: polars\n    file: people.parquet",
    "folder": "engine: polars\n    file: parts",
    "duckdb": "engine: duckdb\n    database: people.duckdb\n    table_name: people",
    "duckdb on a file": "engine: duckdb\n    file: people.parquet",
}


@pytest.fixture(scope="module")
def big(tmp_path_factory) -> Path:
    """The same participants as a Parquet file, a folder of them, and a DuckDB table."""
    folder, rng, rows = tmp_path_factory.mktemp("big"), np.random.default_rng(7), 20_000
    frame = pl.DataFrame(
        {
            "gender": pl.Series(["woman", "man"], dtype=pl.Enum(["woman", "man"]))[rng.integers(0, 2, rows)],
            "band": pl.Series(["x", "y", "z"])[rng.integers(0, 3, rows)],
            "days": rng.integers(0, 900, rows).astype(np.int16),
            "ended": rng.integers(0, 3, rows).astype(np.int8),
        }
    )
    (folder / "parts").mkdir()
    frame.write_parquet(folder / "people.parquet")
    frame[:7_000].write_parquet(folder / "parts" / "1.parquet")
    frame[7_000:].write_parquet(folder / "parts" / "2.parquet")
    with duckdb.connect(folder / "people.duckdb") as database:
        database.execute("create table people as select * from read_parquet(?)", [str(folder / "people.parquet")])
    (folder / "cohort.yaml").write_text(COHORT)
    for name, where in WHERE.items():
        (folder / f"{name}.yaml").write_text(TABLE.format(where=where))
    return folder


@pytest.mark.parametrize("engine", list(WHERE)[1:])
def test_three_lines_of_the_parameters_file_change_the_engine_and_nothing_else(big, tmp_path, engine):
    files = []
    for name in ("polars", engine):
        folder = write_partner_counts(big / f"{name}.yaml", Asked(out=tmp_path / name / "site"))
        files.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert files[0] == files[1]
    assert "work.gender.band.csv" in files[0]


def test_a_large_table_counted_where_it_lies_becomes_an_answer(big, tmp_path):
    register = write_partner_counts(big / "polars.yaml", Asked(out=tmp_path / "register"))
    (tmp_path / "question.ipynb").write_text("{}")
    (tmp_path / "joint.yaml").write_text(
        "study: {name: big, title: {sv: Stort}, as_of: 2011-06-30}\n"
        f"data: {{counts: [{register}], dimensions: {{band: {{labels: {{sv: Band}}, codes: {{x: {{sv: X}}}}}}}}}}\n"
        f"cohort: {{file: {big / 'cohort.yaml'}}}\n"
        "report: {notebooks_folder: ., notebooks: [question], board_report: question}\n"
    )
    answer = rk.open_run(str(tmp_path / "joint.yaml")).answer("time_to_employment")
    year = answer["within"].table.filter(time=12.0, cause="employment")
    people = pl.read_parquet(big / "people.parquet").with_columns(pl.col("gender").cast(pl.String))
    expected = people.group_by("gender").agg(n=pl.len())
    found = year.filter(pl.col("gender").is_not_null() & pl.col("band").is_null()).select("gender", "n")
    assert_frame_equal(found, expected, check_row_order=False, check_dtypes=False)
    assert year.select(pl.col("status").unique()).to_series().to_list() == ["ok"]
    assert answer.subject.dimensions["band"] == {"sv": "Band"}


def test_a_table_that_is_not_there_is_named(big, tmp_path):
    for where, said in [
        ("{file: nothing.parquet}", "no Parquet file"),
        ("{engine: polars, table_name: people}", "polars reads files"),
        ("{engine: duckdb, database: nothing.duckdb, table_name: people}", "no DuckDB database"),
        ("{engine: duckdb, database: people.duckdb, table_name: strangers}", "`strangers` cannot be opened"),
        ("{file: people.parquet, columns: {event_work: reason}}", "no column reason"),
    ]:
        (big / "wrong.yaml").write_text(
            "study: {name: big, title: {sv: Stort}, as_of: 2011-06-30}\n"
            f"data: {{participants: {where}}}\ncohort: {{file: cohort.yaml}}\n"
        )
        with pytest.raises(SourceError, match=said):
            write_partner_counts(big / "wrong.yaml", Asked(out=tmp_path / "new"))


def test_partners_tables_are_opened_by_a_parameters_file(handed_over, tmp_path):
    once = replace(read_counts(handed_over), site="a")
    write_counts(once, tmp_path / "a")
    write_counts(twice_as_many(once), tmp_path / "b")
    pooled = tmp_path / "pooled.yaml"
    pooled.write_text("study: {name: p, title: {sv: P}, as_of: 2011-06-30}\ndata: {counts: [a, b]}\n")
    counted = open_counts(pooled)
    assert counted.life_table("wide").table["entered"].sum() == 3 * once.participants("wide")
    with pytest.raises(DeclarationError, match="its `data` are tables already"):
        write_partner_counts(pooled, Asked(out=tmp_path / "new"))
    pooled.write_text("study: {name: p, title: {sv: P}, as_of: 2011-06-30}\ndata: {counts: [a, a]}\n")
    with pytest.raises(CountsError, match="more than once"):
        open_counts(pooled)
    write_counts(replace(once, site="c"), tmp_path / "c")  # the same people, handed over under another name
    pooled.write_text("study: {name: p, title: {sv: P}, as_of: 2011-06-30}\ndata: {counts: [a, c]}\n")
    with pytest.raises(CountsError, match="tables of a, c are there more than once"):
        open_counts(pooled)


def test_counts_and_participants_exclude_each_other(tmp_path):
    both = tmp_path / "both.yaml"
    both.write_text("data: {counts: [a], participants: {file: b.parquet}}\n")
    with pytest.raises(DeclarationError, match="either the partners' `counts` or `participants`"):
        open_counts(both)
