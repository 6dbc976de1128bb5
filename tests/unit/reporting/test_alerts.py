"""Alerts from a data load to a letter: entered, written, sent; stopped by nothing but a damaged ledger."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from research_kit.cli import app
from research_kit.errors import DeclarationError, DisclosureError, LedgerError
from research_kit.ledger.alerts import Closing, read_alerts
from research_kit.reporting import gate, rooms
from research_kit.reporting.alerts import watch_data
from research_kit.reporting.alerts.report_access import close_alert, report_access
from research_kit.reporting.alerts.tell_alerts import deliver_alerts
from research_kit.reporting.declaration import read_plan
from research_kit.results import Answer, ResultTable, Subject, result_frame
from research_kit.results.alerts import AccessReport
from research_kit.results.look_plan import WatchRule
from research_kit.results.stored_answer import write_answer
from tests.unit.display.lix import lix
from tests.unit.reporting.made_up_runs import MadeUpStudy, make_study
from tests.unit.reporting.mail_server import Letterbox, start

Q1, MAY, Q2, Q3 = "2010-03-31", "2010-05-15", "2010-06-30", "2010-09-30"
RED = {"estimate": -0.3, "lower": -0.4, "upper": -0.2, "alarm_lower": -0.5, "alarm_upper": -0.1, "status": "ok"}
YELLOW = RED | {"estimate": -0.2, "upper": -0.05, "alarm_upper": 0.05}
NONE = RED | {"estimate": 0.0, "lower": -0.1, "upper": 0.1, "alarm_upper": 0.2}
BLOCKED = {"status": "blocked", "reason": "NO_TABLE"}
KEY = "red|gap_access|enrolled|gender=woman|gender=man"


def equity(row: dict[str, object], *, is_look: bool) -> Answer:
    said = {
        "gender": "woman",
        "statistic": "gap_access",
        "outcome": "enrolled",
        "compared_with": "gender=man",
        "n": 1234,
    }
    table = ResultTable(
        name="access_gaps", kind="gap", table=result_frame([pl.DataFrame([said | row])], ("gender",)), by=("gender",),
        method_id="M4.4", method_version="1", sentence_key="gap_access",
        diagnostics={"watch": asdict(WatchRule(is_look=is_look, yellow_chance=0.104))},
    )  # fmt: skip
    subject = Subject(study="made_up", title={"sv": "Påhittad"}, as_of=date(2010, 3, 31))
    return Answer(name="equity", tables={"access_gaps": table}, subject=subject)


@dataclass
class Watched:
    """A study whose equity answer is given, at its quarterly runs and between them."""

    study: MadeUpStudy
    gap: dict[str, object] = field(default_factory=lambda: NONE)
    said: list[str] = field(default_factory=list)

    def plan(self, day: str):
        return read_plan(self.study.parameters, date.fromisoformat(day))

    def run(self, day: str, gap: dict[str, object], events: int = 40):
        self.gap = gap
        return self.study.run(day, events)

    def watch(self, day: str, gap: dict[str, object]):
        self.gap = gap
        return watch_data.watch(self.plan(day), progress=self.said.append)

    @property
    def alerts(self) -> Path:
        return self.study.editions / "alerts"

    @property
    def open(self) -> list[tuple[str, str]]:
        found = json.loads((self.alerts / "alerts.json").read_text())["open"]
        return [(one["level"], one["since"]) for one in found]

    @property
    def labels(self) -> list[str]:
        return [entry.label for entry in read_alerts(self.study.ledger).entries]

    def mail(self, port: int) -> None:
        smtp = f"{{host: 127.0.0.1, port: {port}, security: none, timeout_seconds: 5}}"
        text = self.study.parameters.read_text().replace("alerts:", "# alerts:")
        section = f"alerts: {{recipients: [chair@example.org], sender: kit@example.org, smtp: {smtp}}}\n"
        self.study.parameters.write_text(text + section)


@pytest.fixture
def watched(tmp_path, monkeypatch) -> Watched:
    made = Watched(make_study(tmp_path, monkeypatch))
    staged: Callable[..., None] = rooms.run_notebooks

    def run_notebooks(jobs, *, done):
        staged(jobs, done=done)
        results = Path(jobs[0].parameters["room"]) / "internal" / "results"
        if results.is_dir():
            write_answer(equity(made.gap, is_look=True), results)

    monkeypatch.setattr(rooms, "run_notebooks", run_notebooks)
    people = [None] * 100
    data = type("Data", (), {"cohort": type("People", (list,), {"data_hash": "data"})(people)})
    monkeypatch.setattr(watch_data, "open_data", lambda plan: data)
    monkeypatch.setattr(watch_data, "_answered", lambda plan, data, history: equity(made.gap, is_look=False))
    return made


@pytest.fixture
def letterbox():
    return Letterbox()


@pytest.fixture
def port(letterbox):
    server = start(letterbox)
    yield server.port
    server.stop()


def test_a_quarterly_run_enters_what_it_finds_and_writes_a_file_and_a_page_in_each_language(watched):
    watched.run(Q1, RED)
    assert watched.labels == ["2010-03-31-look"]
    assert watched.open == [("red", Q1)]
    assert sorted(path.name for path in watched.alerts.glob("[!.]*")) == [
        "alerts.json", "alerts_en.html", "alerts_sv.html",
    ]  # fmt: skip


def test_a_red_stands_until_a_re_measurement_closes_it(watched):
    watched.run(Q1, RED)
    watched.watch(MAY, NONE)
    watched.run(Q2, NONE, 50)
    assert watched.open == [("red", Q1)]
    closing = Closing(by="steering group", on=date(2010, 7, 1), kind="remeasurement", closed_by="R-1")
    close_alert(watched.plan(Q2), KEY, closing)
    assert watched.open == []
    watched.run(Q3, NONE, 60)
    assert watched.open == []


def test_between_looks_there_are_warnings_and_nothing_is_established(watched):
    watched.run(Q1, NONE)
    watched.watch(MAY, RED)
    assert watched.open == [("yellow", MAY)]
    watched.run(Q2, RED, 50)
    assert watched.open == [("red", Q2)]


def test_the_same_data_load_again_adds_nothing_and_the_same_run_is_kept_as_it_is(watched):
    watched.run(Q1, RED)
    watched.watch(MAY, YELLOW)
    before = watched.study.files()
    assert watched.run(Q1, RED).unchanged
    watched.watch(MAY, YELLOW)
    assert watched.study.files() == before


def test_an_alert_does_not_wait_for_the_gate(watched, monkeypatch):
    monkeypatch.setattr(gate, "release", lambda *a, **k: (_ for _ in ()).throw(DisclosureError("no")))
    with pytest.raises(DisclosureError):
        watched.run(Q1, RED)
    assert watched.open == [("red", Q1)]


def test_a_draft_is_no_look(watched):
    watched.gap = RED
    watched.study.run(Q1, 40, notebooks=["question"])
    assert not watched.alerts.exists()
    assert watched.labels == []


def test_a_study_that_has_nothing_to_watch_says_so_in_a_sentence(watched):
    found = watched.watch(Q1, BLOCKED)
    assert (found.is_watched, found.pages, watched.labels) == (False, (), [])
    assert watched.said == [
        "alerts: this study has no referrals and no results by group, so that there is nothing to watch"
    ]
    result = CliRunner().invoke(app, ["watch", str(watched.study.parameters)])
    assert result.exit_code == 0


def test_too_few_people_yet_is_no_reason_not_to_look(watched):
    assert watched.watch(Q1, {"status": "insufficient", "reason": "FEW_PEOPLE"}).is_watched
    assert watched.open == []


def test_the_page_is_one_of_the_house_and_holds_no_count(watched):
    watched.run(Q1, RED)
    watched.watch(MAY, YELLOW)
    report_access(
        watched.plan(MAY), AccessReport(by="staff", about="premises", group="gender=woman"), on=date(2010, 5, 20)
    )
    for language in ("sv", "en"):
        page = (watched.alerts / f"alerts_{language}.html").read_text()
        assert f'<html lang="{language}">' in page
        assert len(re.findall(r"<h1[ >]", page)) == len(re.findall(r"<main[ >]", page)) == 1
        assert not re.search(r"""(src|href)=["'](https?:)?//|@import|url\(|<script""", page)
        words = text_of(page)
        days = {"31 mars 2010", "15 maj 2010", "20 maj 2010", "31 March 2010", "15 May 2010", "20 May 2010"}
        for day in days:
            words = words.replace(day, "")
        assert re.findall(r"\d+", words) == []  # the yellow of the same matter is not told beside the red
        assert lix(words) <= 45 or language == "en"


def text_of(page: str) -> str:
    body = re.sub(r"<(style|title)>.*?</\1>", "", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", ". ", body).split())


def test_silence_is_never_written_as_equality(watched):
    watched.run(Q1, NONE)
    assert "Att larm saknas betyder inte att allt är lika" in (watched.alerts / "alerts_sv.html").read_text()


def test_a_letter_is_sent_once_and_in_words(watched, letterbox, port):
    watched.mail(port)
    watched.run(Q1, RED)
    watched.run(Q1, RED)
    watched.watch(MAY, NONE)
    (letter,) = letterbox.letters
    assert letterbox.recipients == [["chair@example.org"]]
    text = letter.get_content()
    assert letter["Subject"] == "Rött larm: skillnaden är fastställd – Påhittad"
    assert "Kvinnor har skrivits in i tid mer sällan än män." in text
    assert "Women have been enrolled in time less often than men." in text
    assert "Påhittade siffror" in text
    assert set(re.findall(r"\d+", text)) == {"31", "2010"}  # the day since which it stands


def test_a_letter_that_cannot_be_sent_leaves_file_and_page_and_is_sent_at_the_next_load(watched, letterbox, port):
    watched.mail(port)
    letterbox.answers = ["550 no such address"]
    edition = watched.run(Q1, RED)
    assert edition.standing == "approved"  # the report itself is not held up
    assert watched.open == [("red", Q1)]
    assert letterbox.letters == []
    letterbox.answers = ["550 no such address"]
    result = CliRunner().invoke(app, ["run", str(watched.study.parameters), "--as-of", Q1])
    assert result.exit_code == 1
    assert "board_sv.html" in result.output
    assert "Until then, tell the steering group yourself" in result.output
    watched.watch(MAY, NONE)
    assert len(letterbox.letters) == 1
    assert watched.labels[-1].endswith("-sent")


def test_without_a_mail_server_there_is_the_file_and_the_page(watched):
    watched.run(Q1, RED)
    assert deliver_alerts(watched.plan(Q1)) == 0
    assert watched.labels == ["2010-03-31-look"]


def test_a_report_of_unequal_access_goes_out_at_once_without_a_threshold(watched, letterbox, port):
    watched.mail(port)
    report = ["report-access", str(watched.study.parameters), "--by", "participant", "--about", "activity"]
    assert CliRunner().invoke(app, [*report, "--group", "gender=woman", "--on", MAY]).exit_code == 0
    assert CliRunner().invoke(app, [*report, "--group", "gender=woman", "--on", MAY]).exit_code == 0
    assert watched.open == [("report", MAY)] * 2
    assert len(letterbox.letters) == 2
    assert "En deltagare har rapporterat att tillgången till aktiviteter" in letterbox.letters[0].get_content()


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (AccessReport(by="staff", about="activty"), "Did you mean `activity`"),
        (AccessReport(by="staff", about="activity", group="name=Fatima"), "words of one's own could name somebody"),
        (AccessReport(by="staff", about="activity", group="gender=woman&age_band=15-24"), "too narrow"),
    ],
)
def test_a_report_in_words_of_ones_own_is_refused_and_not_printed(watched, report, said):
    with pytest.raises(DeclarationError, match=said) as caught:
        report_access(watched.plan(Q1), report, on=date(2010, 3, 31))
    assert "Fatima" not in str(caught.value)
    assert not watched.alerts.exists()


def test_a_damaged_ledger_of_alerts_stops_a_run_before_anything_is_made(watched):
    watched.run(Q1, RED)
    (watched.study.ledger / "alerts" / "0001-2010-03-31-look" / "alerts.json").write_text('{"alerts": []}\n')
    before = watched.study.files()
    for again in (lambda: watched.run(Q2, NONE, 50), lambda: watched.watch(MAY, NONE)):
        with pytest.raises(LedgerError, match="is damaged"):
            again()
    assert watched.study.files() == before


def test_a_ledger_of_alerts_that_was_cut_off_or_lost_is_missed(watched):
    watched.run(Q1, NONE)
    watched.run(Q2, RED, 50)
    shutil.rmtree(watched.study.ledger / "alerts" / "0002-2010-06-30-look")
    with pytest.raises(LedgerError, match="A red alert could be forgotten"):
        watched.run(Q3, NONE, 60)
    shutil.rmtree(watched.study.ledger / "alerts")
    with pytest.raises(LedgerError, match="it has 0"):
        watched.watch(Q3, NONE)


def test_the_open_reds_are_part_of_what_a_later_run_is_made_from(watched):
    watched.run(Q1, RED)
    first = watched.run(Q2, NONE, 50)
    manifest = json.loads((first.folder / "manifest.json").read_text())
    assert manifest["inputs"]["history"]["open_alerts"] == [KEY]


def test_the_commands_close_an_alert_and_name_those_that_stand(watched):
    watched.run(Q1, RED)
    path, runner = str(watched.study.parameters), CliRunner()
    close = ["close-alert", path, "--by", "steering group", "--on", Q2]
    wrong = runner.invoke(app, [*close, "red|x", "--because", "remeasurement:R-1"])
    assert (wrong.exit_code, KEY in wrong.output) == (1, True)
    unclear = runner.invoke(app, [*close, KEY, "--because", "we feel so"])
    assert (unclear.exit_code, "`remeasurement:ID` or `decision:ID`" in unclear.output) == (1, True)
    assert runner.invoke(app, [*close, KEY, "--because", "remeasurement:R-1"]).exit_code == 0
    assert watched.open == []


def test_an_alert_of_two_languages_says_the_same(watched):
    watched.run(Q1, YELLOW)
    (one,) = json.loads((watched.alerts / "alerts.json").read_text())["open"]
    assert re.findall(r"\d+", one["words"]["sv"]) == re.findall(r"\d+", one["words"]["en"]) == ["1", "10"]
