"""The report for one partner organisation: divided, never cut out, and never one beside another's."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from research_kit.cohort.cohort import Cohort
from research_kit.disclosure import Policy, release
from research_kit.errors import DeclarationError, RunError
from research_kit.reporting import run_edition
from research_kit.reporting.alerts.watch_data import watch
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.one_organisation import DIMENSION, OTHERS, SPLIT_BY, beside_others, require_one_organisation
from research_kit.results import Answer, ResultTable, Subject, result_frame
from research_kit.study.declaration import StudyDeclaration
from tests.unit.reporting.made_up_runs import make_study

PEOPLE = [f"p{number}" for number in range(20)]


def cohort(own: int) -> Cohort:
    """Twenty participants, of whom `own` were referred by the municipality and the others by the clinic."""
    frame = pl.DataFrame({"pid": PEOPLE})
    org = ["kommun"] * own + ["klinik"] * (20 - own)
    records = SimpleNamespace(referrals=pl.DataFrame({"pid": PEOPLE, "org_id": org}))
    study = StudyDeclaration.model_validate({"name": "a", "title": {"sv": "Studie"}, "as_of": "2010-03-31"})
    nothing: dict[str, object] = dict.fromkeys(("definition", "attrition"))
    return Cohort(frame=frame, flow=frame, records=records, study=study, cut=date(2010, 3, 31), **nothing)


def test_everybody_stays_and_is_divided_in_two():
    divided = beside_others(cohort(8), "kommun", k=5)
    assert len(divided) == 20
    assert dict(divided.frame[DIMENSION].value_counts().iter_rows()) == {"kommun": 8, OTHERS: 12}
    assert DIMENSION in divided.dimensions
    assert divided.flow[DIMENSION].null_count() == 0
    assert divided.study.title.sv == "Studie – kommun"


@pytest.mark.parametrize(("own", "code"), [(4, "kommun"), (16, "kommun"), (8, "skola")])
def test_fewer_than_k_people_or_others_are_refused(own, code):
    with pytest.raises(RunError, match=r"fewer than 5 people.*klinik, kommun"):
        beside_others(cohort(own), code, k=5)


def test_a_second_organisation_is_refused_and_the_same_again_is_not():
    entries = [SimpleNamespace(label=label) for label in ("2010-Q4", "2011-Q1-kommun")]
    require_one_organisation(entries, "2011-Q2-kommun")
    require_one_organisation(entries, "2011-Q2")
    with pytest.raises(RunError, match="for the organisation `kommun` was published"):
        require_one_organisation(entries, "2011-Q2-klinik")


@pytest.fixture
def study(tmp_path, monkeypatch):
    return make_study(tmp_path, monkeypatch)


def test_one_parameter_gives_an_edition_of_its_own_in_the_same_ledger(study, monkeypatch):
    study.run("2010-03-31", 40)
    study.parameters.write_text("organisation: kommun\n" + study.parameters.read_text())
    plan = read_plan(study.parameters)
    assert (plan.quarter, plan.report.by) == ("2010-Q1-kommun", SPLIT_BY)
    edition = _run(study, monkeypatch)
    assert edition.folder.name == "2010-Q1-kommun"
    assert study.entries == ["0001-2010-Q1", "0002-2010-Q1-kommun"]
    assert [len(earlier) for earlier in study.compared_with] == [0, 1]  # the gate sees the project's own
    assert not (study.editions / "alerts").exists()


def test_an_organisations_report_is_no_look_at_the_alerts(study):
    study.parameters.write_text("organisation: kommun\n" + study.parameters.read_text())
    with pytest.raises(DeclarationError, match="alerts are about the whole project"):
        watch(read_plan(study.parameters))


def shares(*rows: tuple[str | None, int, int], by: tuple[str, ...]) -> Answer:
    """The share with an event of everybody (null), of the organisation, and of the others."""
    frame = pl.DataFrame(
        [
            {DIMENSION: who, "statistic": "share", "n": n, "events": events, "unknown": 0, "estimate": events / n,
             "status": "ok"}
            for who, n, events in rows
        ],
        schema_overrides={DIMENSION: pl.String()},
    )  # fmt: skip
    table = ResultTable(
        name="t", kind="share", table=result_frame([frame if by else frame.drop(DIMENSION)], by), by=by,
        method_id="M0", method_version="1", sentence_key="M0",
    )  # fmt: skip
    subject = Subject(study="a", title={"sv": "Studie"}, as_of=date(2010, 3, 31), quarter="2010-Q1")
    return Answer(name="question", tables={"t": table}, subject=subject)


def test_what_the_others_would_be_left_with_is_not_told_by_subtraction_from_the_projects_own():
    policy = Policy()
    project = release([shares((None, 60, 20), by=())], policy=policy)
    assert project["question"]["t"].table["events"].to_list() == [20]
    parts = ((None, 60, 20), ("kommun", 30, 17), (OTHERS, 30, 3))
    (told,) = release([shares(*parts, by=(DIMENSION,))], policy=policy, earlier=(project,))["question"].values()
    events = dict(told.table.select(DIMENSION, "events").iter_rows())
    assert events[OTHERS] is None  # 3 people
    assert events["kommun"] is None  # the project told 20: 20 - 17 are those 3
    shown = dict(told.table.select(DIMENSION, "estimate").iter_rows())
    assert shown["kommun"] is None


def _run(study, monkeypatch):
    """The same made-up answers: what the room stages does not depend on the parameters here."""
    monkeypatch.setattr(run_edition, "_require_dimensions", lambda plan, data: None)
    return study.run("2010-03-31", 60)
