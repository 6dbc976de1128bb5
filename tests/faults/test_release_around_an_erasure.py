"""Two releases around an erasure: nobody can subtract one from the other and find the person who was erased."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import polars as pl
import pytest
from typer.testing import CliRunner

import research_kit as rk
from research_kit.cli import app
from research_kit.disclosure import Policy
from research_kit.errors import ErasureError
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.erase_person import require_whole_register
from research_kit.study.erased_people import register_file
from research_kit.study.erasure import register_person
from research_kit.study.identity_numbers import read_identity_number
from research_kit.study.pseudonyms import read_key
from research_kit.study.register_head import head_file
from tests.acceptance.conftest import make_project
from tests.demo_once import write_demo

AS_OF = date(2011, 6, 30)
QUESTIONS = ("participants", "targets")


@pytest.fixture(scope="module")
def parameters(tmp_path_factory):
    project = make_project(tmp_path_factory.mktemp("samba"))
    path = project.folder / "parameters" / "samba.yaml"
    write_demo("samba", path)
    return path


def answers(parameters):
    cohort = rk.build_cohort(rk.open_study(parameters, as_of=AS_OF), parameters.parents[1] / "cohorts" / "samba.yaml")
    return [getattr(rk, name)(cohort) for name in QUESTIONS], cohort


def somebodys_number(parameters, cohort) -> str:
    """The personal number of a participant, as the municipality has written it."""
    rows = pl.read_csv(
        parameters.parents[1] / "data" / "samba" / "kommunen" / "deltagare.csv",
        separator=";", encoding="windows-1252", infer_schema=False,
    )  # fmt: skip
    key = read_key(parameters.parents[1] / "data" / "samba" / "pseudonyms.key")
    numbers = [read_identity_number(str(one), AS_OF) for one in rows["Personnummer"].drop_nulls()]
    pids = key.pseudonyms(pl.Series(numbers), namespace="personal_number")
    return next(number for number, pid in zip(numbers, pids, strict=True) if number and pid in set(cohort.frame["pid"]))


def told(release) -> pl.DataFrame:
    """Every cell that may be seen, under its place."""
    frames = []
    for name, answer in release.items():
        for table_name, released in answer.items():
            table = released.table.filter(pl.col("n").is_not_null())
            places = [
                c
                for c in table.columns
                if c in (*released.by, "statistic", "outcome", "cause", "time", "compared_with")
            ]
            where = pl.concat_str([pl.col(c).cast(pl.String).fill_null("∑") for c in places], separator="|")
            frames.append(
                table.select(
                    place=pl.lit(f"{name}|{table_name}|") + where, n="n", events=pl.col("events").cast(pl.Int64)
                )
            )
    return pl.concat(frames)


def test_nobody_can_be_subtracted(parameters):
    policy = rk.disclosure.read_policy(parameters)
    before, cohort = answers(parameters)
    first = rk.release(before, policy=policy)
    register_person(parameters, somebodys_number(parameters, cohort))
    after, smaller = answers(parameters)
    assert len(smaller) == len(cohort) - 1

    carelessly = differences(told(first), told(rk.release(after, policy=policy)))
    assert carelessly.filter(is_small(policy)).height > 0, "an erasure that changes nothing attacks nothing"

    carefully = differences(told(first), told(rk.release(after, policy=policy, earlier=(first,))))
    assert carefully.height > 0
    assert carefully.filter(is_small(policy)).is_empty()


def differences(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    both = one.join(other, on="place", suffix="_after")
    events = pl.col("events_after") - pl.col("events")
    n = pl.col("n_after") - pl.col("n")
    return both.with_columns(n_by=n.abs(), events_by=events.abs(), rest_by=(n - events).abs())


def is_small(policy: Policy) -> pl.Expr:
    return pl.any_horizontal(pl.col(name).is_between(1, policy.k - 1) for name in ("n_by", "events_by", "rest_by"))


def test_the_command_takes_the_number_unseen_and_leaves_what_was_published(parameters):
    plan = read_plan(parameters)
    cohort = answers(parameters)[1]
    number = somebodys_number(parameters, cohort)
    editions = {"2011-Q1": "approved", "2011-Q2": "proposed", "2011-Q2-draft": "draft"}
    for name, standing in editions.items():
        (plan.study_folder / name / "internal").mkdir(parents=True)
        (plan.study_folder / name / "board_sv.html").write_text(name)
        (plan.study_folder / name / "manifest.json").write_text(json.dumps({"standing": standing}))
    (plan.study_folder / ".staging-2011-Q2" / "study").mkdir(parents=True)

    done = CliRunner().invoke(app, ["erase", str(parameters)], input=f"{number}\n")
    assert done.exit_code == 0, done.output
    assert number[-4:] not in done.output
    assert "nobody in what partners deliver" not in " ".join(done.output.split())
    assert "kommunen: ../data/samba/kommunen/deltagare.csv" in done.output
    left = {str(path.relative_to(plan.study_folder)) for path in plan.study_folder.rglob("*") if path.is_file()}
    assert left >= {"2011-Q1/board_sv.html", "2011-Q1/manifest.json"}
    assert not [name for name in left if "2011-Q2" in name]
    assert not list(plan.study_folder.rglob("internal"))
    assert len(answers(parameters)[1]) == len(cohort) - 1


def erase_nobody(parameters) -> str:
    done = CliRunner().invoke(app, ["erase", str(parameters)], input="19121212-1212\n")
    assert done.exit_code == 0, done.output
    return " ".join(done.output.split())


def test_an_edition_that_a_dead_run_had_set_aside_is_not_deleted(parameters):
    aside = read_plan(parameters).study_folder / ".2010-Q4.before"
    (aside / "internal").mkdir(parents=True)
    (aside / "board_sv.html").write_text("published")
    (aside / "manifest.json").write_text(json.dumps({"standing": "approved"}))
    erase_nobody(parameters)
    left = sorted(path.name for path in aside.with_name("2010-Q4").iterdir())
    assert left == ["board_sv.html", "manifest.json"]
    assert not aside.exists()


def test_a_number_that_nobody_has_is_said_to_be_one(parameters):
    assert "nobody in what partners deliver now has this number: check it" in erase_nobody(parameters)


@pytest.mark.skipif(os.name != "posix", reason="a terminal of its own")
def test_a_number_typed_at_a_terminal_is_not_shown():
    asked = "from research_kit.cli.erase import _number; print('read', len(_number('-')))"
    terminal = f"import pty, sys; pty.spawn([sys.executable, '-c', {asked!r}])"
    with subprocess.Popen([sys.executable, "-c", terminal], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as typed:
        assert typed.stdin is not None
        assert typed.stdout is not None
        shown = b""
        while not shown.endswith(b"(not shown): "):  # the last blank comes when the terminal has ceased to echo
            sign = typed.stdout.read(1)
            assert sign, shown
            shown += sign
        typed.stdin.write(b"198001019999\n")
        typed.stdin.flush()
        shown += typed.stdout.read()
    assert b"read 12" in shown
    assert b"1980" not in shown


def test_a_register_that_was_lost_stops_the_next_run(parameters):
    erase_nobody(parameters)  # whatever other tests have run: there is a register
    plan = read_plan(parameters)
    register = register_file(plan.parameters.parent / plan.data.key_file)
    edition = plan.study_folder / "2011-Q1"
    edition.mkdir(parents=True, exist_ok=True)
    manifest = {"standing": "approved", "inputs": {"erased": require_whole_register(plan).head}}
    (edition / "manifest.json").write_text(json.dumps(manifest))
    require_whole_register(plan)
    register.rename(register.with_suffix(".aside"))
    with pytest.raises(ErasureError, match=r"samba\.erased\.head: people were entered .* would come back"):
        require_whole_register(plan)
    head = head_file(parameters)
    head.rename(head.with_suffix(".aside"))  # the edition knows it too
    with pytest.raises(ErasureError, match=r"2011-Q1 was made with .* People who were erased would come back"):
        require_whole_register(plan)
    head.with_suffix(".aside").rename(head)
    register.with_suffix(".aside").rename(register)
    require_whole_register(plan)
