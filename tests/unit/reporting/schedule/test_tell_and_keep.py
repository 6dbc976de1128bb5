"""Who is told, what is kept for how long, and that neither log nor page nor letter holds anything about a person."""

from __future__ import annotations

import json
from datetime import datetime
from types import SimpleNamespace

import pytest

from research_kit.errors import FaultyInputError, RunError, SourceError, SourceUnavailableError
from research_kit.reporting.owner_only import make_owner_only
from research_kit.reporting.publish import locked
from research_kit.reporting.schedule.due import Due
from research_kit.reporting.schedule.keep_for import forget_old
from research_kit.reporting.schedule.one_edition import make_edition
from research_kit.reporting.schedule.run_due import run_due
from research_kit.reporting.schedule.run_log import RunLog
from research_kit.reporting.schedule.state import ScheduleState, read_state, state_folder, write_state
from research_kit.reporting.schedule.status_page import describe_status
from research_kit.reporting.schedule.supervise import CameOfIt
from research_kit.reporting.schedule.told_errors import may_pass, told
from tests.unit.reporting.mail_server import Letterbox, start
from tests.unit.reporting.schedule.conftest import edition

NUMBER = "19811218-9876"
NOW = datetime(2026, 11, 23, 12)
DUE = Due(quarter="2025-Q3", why="quarter")


@pytest.fixture
def letterbox():
    box = Letterbox()
    server = start(box)
    box.port = server.port
    yield box
    server.stop()


def with_mail(plan_with, port: int, schedule: str = ""):
    smtp = f"{{host: 127.0.0.1, port: {port}, security: none, timeout_seconds: 2}}"
    more = f"alerts: {{recipients: [group@example.se], sender: kit@example.se, smtp: {smtp}}}\n"
    return plan_with(f"last_quarter: 2025-Q3, recipients: [server@example.se], {schedule}", more=more)


def set_back(plan):
    """The last look of the schedule was tomorrow."""
    write_state(plan, ScheduleState(looked=datetime(2126, 1, 1).isoformat()))


def test_a_failure_is_told_once_and_so_is_its_end(plan_with, letterbox):
    plan = with_mail(plan_with, letterbox.port)
    set_back(plan)
    for _ in range(2):
        assert run_due(plan).exit_code == 1
    (letter,) = letterbox.letters
    assert letterbox.recipients == [["server@example.se"]]
    assert "failed" in letter["Subject"]
    assert "the clock says" in letter.get_content()
    assert "--clock-is-right" in letter.get_content()
    assert run_due(plan, clock_is_right=True).exit_code == 0
    assert run_due(plan).exit_code == 0
    assert [one["Subject"].rpartition(": ")[2] for one in letterbox.letters[1:]] == ["the unattended run works again"]


def test_a_letter_that_could_not_be_sent_is_sent_at_the_next_look(plan_with, letterbox):
    plan = with_mail(plan_with, letterbox.port)
    set_back(plan)
    letterbox.answers += ["451 later", "451 later"]
    said: list[str] = []
    run_due(plan, say=said.append)
    assert any("it is sent at the next look" in line for line in said)
    assert letterbox.letters == []
    run_due(plan)
    assert len(letterbox.letters) == 1


def test_what_an_error_quotes_is_told_nowhere():
    in_notebook = RunError(
        "the notebook 01.ipynb stopped at cell 3 (`rows.cast(pl.Int64)`): InvalidOperationError: conversion failed "
        "for value Anna Andersson in column name Nothing was published; what was published before is untouched."
    )
    assert "Anna" not in told(in_notebook)
    assert "01.ipynb stopped at cell 3" in told(in_notebook)
    assert "InvalidOperationError" in told(in_notebook)
    assert "Nothing was published" in told(in_notebook)
    assert "Anna" not in told(ValueError("Anna Andersson"))
    assert NUMBER not in told(FaultyInputError(f"row 3: {NUMBER}"))
    own = RunError(
        "the notebook 01.ipynb stopped at cell 3 (`x`): CohortError: nobody is left. Nothing was published; "
    )
    assert "nobody is left" in told(own)


def test_bad_input_is_never_tried_again_and_a_lost_database_is():
    assert may_pass(SourceUnavailableError("gone"))
    assert not may_pass(FaultyInputError("bad"))
    assert not may_pass(ValueError("bad"))


def test_the_log_is_its_owners_without_numbers_and_forgotten_in_time(tmp_path):
    log = RunLog(tmp_path)
    for month in (9, 10, 11):
        log.add(f"about {NUMBER}\nover two lines", datetime(2026, month, 3, 4, 5))
    assert [path.name for path in log.files()] == ["run-2026-09.log", "run-2026-10.log", "run-2026-11.log"]
    for path in log.files():
        assert path.stat().st_mode & 0o777 == 0o600
        assert NUMBER not in path.read_text()
        assert path.read_text().count("\n") == 1
    assert log.forget(months=1, today=NOW) == 1
    assert [path.name for path in log.files()] == ["run-2026-10.log", "run-2026-11.log"]


def test_a_log_that_grows_is_turned_over(tmp_path, monkeypatch):
    monkeypatch.setattr("research_kit.reporting.schedule.run_log._MOST_BYTES", 100)
    log = RunLog(tmp_path)
    for _ in range(20):
        log.add("a line of some length that is written again and again", NOW)
    assert len(log.files()) == 2
    assert sum(path.stat().st_size for path in log.files()) < 400


def test_exact_results_go_in_time_and_what_was_published_stays(plan_with):
    plan = plan_with(more="retention: {internal_months: 6}\n")
    for name in ("2025-Q4", "2026-Q2", "2025-Q4-draft"):
        (edition(plan, name) / "board_sv.html").write_text("published")
    (plan.study_folder / ".staging-2025-Q4" / "study").mkdir(parents=True)
    assert len(forget_old(plan, now=NOW)) == 1
    left = sorted(str(path.relative_to(plan.study_folder)) for path in plan.study_folder.rglob("internal"))
    assert left == ["2026-Q2/internal"]
    assert not (plan.study_folder / ".staging-2025-Q4").exists()
    assert (plan.study_folder / "2025-Q4" / "board_sv.html").read_text() == "published"


def test_nothing_is_deleted_from_under_a_run_that_is_at_work(plan_with):
    plan = plan_with(more="retention: {internal_months: 6}\n")
    edition(plan, "2025-Q4")
    with locked(plan.study_folder):
        assert "another run is at work" in forget_old(plan, now=NOW)[0]
    assert (plan.study_folder / "2025-Q4" / "internal").is_dir()
    assert len(forget_old(plan, now=NOW)) == 1


def test_nothing_exact_goes_unless_the_parameters_say_so(plan_with):
    plan = plan_with()
    edition(plan, "2001-Q1")
    assert forget_old(plan, now=NOW) == []
    assert (plan.study_folder / "2001-Q1" / "internal").is_dir()


def test_the_status_page_says_what_to_do_and_holds_no_script(plan_with):
    plan = plan_with("last_quarter: 2025-Q3")
    set_back(plan)
    run_due(plan)
    page = (plan.study_folder / "status.html").read_text()
    assert "The unattended run needs somebody" in page
    assert "the clock says" in page
    assert '<html lang="en">' in page
    assert page.count("<h1>") == 1
    assert "<script" not in page
    assert "http" not in page.split("</style>")[1]
    assert "needs somebody" in describe_status(plan, read_state(plan), now=NOW)


def test_the_status_page_is_in_the_studys_languages(plan_with):
    plan = plan_with("last_quarter: 2025-Q3")
    set_back(plan)
    run_due(plan)
    swedish = (plan.study_folder / "status_sv.html").read_text()
    assert '<html lang="sv">' in swedish
    assert "Den automatiska körningen behöver tillsyn" in swedish
    assert '<dd lang="en">the clock says' in swedish
    assert "unattended" not in swedish
    assert '<a href="status.html" hreflang="en" lang="en">English</a>' in swedish
    assert 'href="status_sv.html"' in (plan.study_folder / "status.html").read_text()
    assert sorted(path.name for path in plan.study_folder.glob("status*")) == [
        "status.html", "status.json", "status_sv.html",
    ]  # fmt: skip


def test_people_who_wait_to_be_linked_are_told_once_and_stop_nothing(plan_with, letterbox, monkeypatch):
    plan = with_mail(plan_with, letterbox.port)
    came = CameOfIt(is_made=True, words="made", names_wait=True)
    monkeypatch.setattr("research_kit.reporting.schedule.run_due.make_supervised", lambda *_, **__: came)
    monkeypatch.setattr("research_kit.reporting.schedule.run_due.due_editions", lambda *_: (DUE,))
    for _ in range(2):
        assert run_due(plan).outcome == "made"
    (letter,) = letterbox.letters
    assert "people wait to be linked" in letter["Subject"]
    assert f"research-kit link {plan.parameters}" in " ".join(letter.get_content().split())
    said = json.loads((plan.study_folder / "status.json").read_text())
    assert (said["is_well"], said["names_wait"]) == (True, True)
    assert "may be counted twice" in (plan.study_folder / "status.html").read_text()
    assert "kan räknas två gånger" in (plan.study_folder / "status_sv.html").read_text()
    came = CameOfIt(is_made=True, words="made")
    run_due(plan)
    assert "counted twice" not in (plan.study_folder / "status.html").read_text()
    came = CameOfIt(is_made=True, words="made", names_wait=True)
    run_due(plan)
    assert len(letterbox.letters) == 2
    assert "the next time that somebody waits after nobody did" in " ".join(letter.get_content().split())
    came = CameOfIt(is_made=True, words="made", names_wait=None)  # it could not be seen whether somebody waits
    run_due(plan)
    assert read_state(plan).names_wait
    assert len(letterbox.letters) == 2


def test_lists_that_cannot_be_read_fail_no_edition_and_hold_back_no_alert(plan_with, monkeypatch):
    plan, delivered = plan_with(), []

    def unreadable(*_, **__):
        raise SourceError("members.csv cannot be read.")

    made = SimpleNamespace(unchanged=False, standing="approved")
    monkeypatch.setattr("research_kit.reporting.run_edition.run_edition", lambda *_, **__: made)
    monkeypatch.setattr("research_kit.reporting.erase_person.erase_delivered", lambda *_, **__: None)
    monkeypatch.setattr(
        "research_kit.reporting.alerts.tell_alerts.deliver_alerts", lambda *_, **__: delivered.append(1)
    )
    monkeypatch.setattr("research_kit.study.name_linkage.waiting.names_wait", unreadable)
    said = make_edition(plan.parameters, DUE.as_of, with_watch=False)
    assert "names_wait" not in said
    assert said["warning"].endswith("could not be seen: members.csv cannot be read.")
    assert delivered == [1]


def test_what_is_remembered_is_its_owners(plan_with):
    plan = plan_with("last_quarter: 2025-Q3")
    run_due(plan)
    assert state_folder(plan).stat().st_mode & 0o777 == 0o700
    for path in state_folder(plan).glob("*.json"):
        assert path.stat().st_mode & 0o077 == 0


def test_a_ledger_that_others_can_read_is_mended(tmp_path):
    folder = tmp_path / "ledger" / "releases"
    folder.mkdir(parents=True, mode=0o755)
    (folder / "entry.json").write_text("{}")
    (folder / "entry.json").chmod(0o644)
    assert make_owner_only(tmp_path / "ledger") == 3
    assert make_owner_only(tmp_path / "ledger") == 0
    assert (folder / "entry.json").stat().st_mode & 0o777 == 0o600
    assert make_owner_only(tmp_path / "nowhere") == 0
