"""What a run is about: the partners' tables belong together and to the report, or the run is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from ruamel.yaml import YAML
from typer.testing import CliRunner

import research_kit as rk
from research_kit.analyses import setting
from research_kit.analyses.answer_table import thresholds_of
from research_kit.analyses.groups import plan_groups
from research_kit.cli import app
from research_kit.cohort import Cohort, CohortDefinition, build_cohort
from research_kit.counts.counted_cohort import CountedCohort
from research_kit.counts.counted_study import CountedStudy
from research_kit.counts.stored_counts import write_counts
from research_kit.errors import CountsError, DeclarationError, RunError
from research_kit.reporting import run_data
from research_kit.reporting.declaration import RunPlan, read_plan
from research_kit.reporting.run_data import open_data, read_staged
from research_kit.reporting.run_edition import run_edition
from research_kit.reporting.write_counts import count_cohort
from tests.unit.cohort.small_studies import CUT, INDEX, definition, person, status, study, together

TOLD = ("within", "curve", "median", "months", "gaps")
VERIFIED = (INDEX + timedelta(days=400)).isoformat()
PARAMETERS = """
study: {{name: joint, title: {{sv: Tillsammans}}, as_of: {as_of}}}
data: {{counts: [{counts}]}}
cohort: {{file: cohort.yaml}}
disclosure: {disclosure}
report: {{notebooks_folder: ., notebooks: [question], board_report: question{by}}}
"""


def started(day: int, *, within: int = 0) -> dict:
    """Work from that day on; or from some day of so many up to it."""
    first, last = (INDEX + timedelta(days=each) for each in (day - within, day))
    dates = {"start_lo": first.isoformat(), "start_hi": last.isoformat(), "precision": "quarter"} if within else {}
    return status("ord_emp", None if within else last, hours_pct=100, verified=VERIFIED) | {
        name: date.fromisoformat(value) if name.startswith("start_") else value for name, value in dates.items()
    }


def cohort_of(first: int, size: int, *, wide: int = 0, **changes: object) -> Cohort:
    """People of whom every second starts, `wide` of them on some day of two months."""
    idle = status("unemployed", "2009-06-01", verified=VERIFIED)
    people = [
        person(
            f"p{first + i:03d}",
            idle,
            *([started(100 + 3 * i, within=60 if i < 2 * wide else 0)] if i % 2 == 0 else []),
            gender="woman" if i % 3 else "man",
        )
        for i in range(size)
    ]
    return build_cohort(study(together(*people)), definition(**changes))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two partners' tables, the cohort file they used, and a notebook to name."""
    for name, part in {"north": cohort_of(0, 40), "south": cohort_of(40, 30)}.items():
        write_counts(count_cohort(part, name, by=["gender"]), tmp_path / name)
    write_definition(definition(), tmp_path)
    (tmp_path / "question.ipynb").write_text("{}")
    return tmp_path


def write_definition(wanted: CohortDefinition, folder: Path) -> None:
    with (folder / "cohort.yaml").open("w") as file:
        YAML(typ="safe").dump(wanted.model_dump(mode="json", exclude_unset=True), file)


def plan_of(
    folder: Path, counts: str = "north, south", *, as_of: date = CUT, by: str = ", by: [gender]", disclosure: str = "{}"
) -> RunPlan:
    text = PARAMETERS.format(as_of=as_of, counts=counts, by=by, disclosure=disclosure)
    (folder / "joint.yaml").write_text(text)
    return read_plan(folder / "joint.yaml")


def test_the_tables_are_opened_staged_and_read_as_the_same_study(folder):
    opened = open_data(plan_of(folder))
    assert len(opened.cohort) == 70
    opened.stage(folder / "staged")
    opened.stage(folder / "staged")  # again, over what a stopped run had left
    found = read_staged(folder / "staged", str(folder / "cohort.yaml"))
    assert (found.hash, found.study) == (opened.cohort.hash, opened.cohort.study)
    assert (folder / "staged").stat().st_mode & 0o077 == 0


def test_participants_are_read_by_the_definition_that_was_staged_and_its_examples_are_followed_once(
    tmp_path, monkeypatch
):
    people = study(together(person("p1", status("unemployed", "2009-06-01", verified=VERIFIED), gender="woman")))
    example = {"name": "nobody", "as_of": CUT, "tables": {}, "included": False}
    wanted = definition(examples=(example,))
    opened = run_data._PartnerFiles(study=people, cohort=replace(build_cohort(people, definition()), definition=wanted))
    opened.stage(tmp_path / "staged")
    followed: list[int] = []
    built = run_data.build_cohort
    monkeypatch.setattr(run_data, "build_cohort", lambda of, by: followed.append(len(by.examples)) or built(of, by))
    found = read_staged(tmp_path / "staged", str(tmp_path / "changed since.yaml"))
    assert followed == [0]
    assert found.definition == wanted
    assert_frame_equal(found.frame, opened.cohort.frame)


def test_tables_of_another_day_are_refused(folder):
    with pytest.raises(RunError, match="tables are as of 2011-06-30, and the report as of 2011-03-31"):
        open_data(plan_of(folder, as_of=date(2011, 3, 31)))


def test_tables_counted_by_another_cohort_file_are_refused(folder):
    write_definition(definition(follow_up={"until": "last_verified_status", "same_spell_days": 60}), folder)
    with pytest.raises(CountsError, match="counted by another cohort file than"):
        open_data(plan_of(folder))


def test_fewer_than_k_people_in_all_are_refused(folder):
    with pytest.raises(RunError, match="fewer than 71 participants"):
        run_edition(plan_of(folder, disclosure="{k: 71}"))
    assert not (folder.parent / "reports" / "joint").exists()


def test_a_dimension_that_nobody_shares_is_named(folder):
    with pytest.raises(DeclarationError, match=r"no dimension `gendr`\. Did you mean `gender`"):
        run_edition(plan_of(folder, by=", by: [gendr]"))


def test_participants_who_were_not_counted_yet_are_no_tables(folder):
    plan = plan_of(folder)
    (folder / "joint.yaml").write_text(
        (folder / "joint.yaml").read_text().replace("{counts: [north, south]}", "{participants: {file: p.parquet}}")
    )
    with pytest.raises(RunError, match="Count them with `research-kit counts`"):
        open_data(read_plan(plan.parameters))


def test_check_says_what_the_tables_hold(folder):
    done = CliRunner().invoke(app, ["check", str(plan_of(folder).parameters)])
    assert done.exit_code == 0, done.output
    assert "Counts of north" in done.output
    assert "70 participants as known on 2011-06-30, from the tables of north, south: they add up." in done.output
    refused = CliRunner().invoke(app, ["check", str(folder / "joint.yaml"), "--table", str(folder / "t.csv")])
    assert refused.exit_code == 1


def as_tables(*parts: Cohort) -> CountedStudy:
    sites = tuple(count_cohort(part, f"site_{i}", by=["gender"], step_days=None) for i, part in enumerate(parts))
    return CountedStudy(counted=CountedCohort(sites=sites), definition=parts[0].definition, study=parts[0].study)


def pooled(*parts: Cohort) -> Cohort:
    return replace(parts[0], frame=pl.concat([part.frame for part in parts]))


def test_few_intervals_are_read_at_their_middle_as_with_participants():
    parts = cohort_of(0, 40, wide=1), cohort_of(40, 30)
    found, expected = (rk.time_to_employment(of(*parts), by=["gender"]) for of in (as_tables, pooled))
    for name in TOLD:
        assert_frame_equal(found[name].table, expected[name].table, check_exact=True)
    assert [guard.code for guard in found.guards] == [guard.code for guard in expected.guards] == ["G-MIDPOINT"]


def test_many_intervals_need_participants_so_that_tables_say_nothing():
    parts = cohort_of(0, 40, wide=12), cohort_of(40, 30)
    found, expected = (rk.time_to_employment(of(*parts), by=["gender"]) for of in (as_tables, pooled))
    assert expected["within"].method_id == "M3.3"
    for name in TOLD:
        rows = found[name].table
        assert set(rows.select("status", "reason").rows()) == {("blocked", "INTERVAL_ROWS")}
        assert rows.select(pl.col("estimate", "lower", "upper").is_not_null().any()).row(0) == (False, False, False)
    assert found["within"].diagnostics["intervals_need_participants"]


def test_the_headlines_tables_are_counted_once(monkeypatch):
    cohort, asked = cohort_of(0, 40), []
    count_outcome = setting.count_outcome
    monkeypatch.setattr(setting, "count_outcome", lambda *of, **more: asked.append(of[2]) or count_outcome(*of, **more))
    made = setting.set_up(cohort, plan_groups(cohort, ["gender"], None), thresholds_of(cohort))
    for name in setting.definitions(cohort):
        made.follow(name)
    assert asked == setting.definitions(cohort)
