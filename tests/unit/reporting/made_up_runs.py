"""Runs without kernels: the notebooks are not executed, what they would stage is given; all else is the real run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import nbformat
import polars as pl
import pytest

from research_kit import display
from research_kit.analyses.remeasure import KnownStudy, decide
from research_kit.disclosure import Release, release
from research_kit.ledger.decision import Decision
from research_kit.ledger.decisions import enter_decision
from research_kit.ledger.loop import LoopRecord, read_loop
from research_kit.reporting import approval as approval_of_editions
from research_kit.reporting import gate, rooms, run_edition
from research_kit.reporting.alerts import watch_data
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.edition import Edition
from research_kit.results import Answer, ResultTable, Subject, result_frame
from research_kit.results.stored_answer import write_answer
from tests.unit.ledger.made_up_loop import decided

PARAMETERS = """
study: {name: made_up, title: {sv: Påhittad}, synthetic: true, starts_on: 2010-01-01, as_of: 2010-03-31}
data: {sources: [{partner: p, table: participant, file: a.csv}]}
cohort: {file: cohort.yaml}
report: {folder: reports, ledger: ledger, formats: [], notebooks_folder: .,
         notebooks: [question], board_report: board, APPROVAL}
"""
PAGE = (
    '<!doctype html>\n<html lang="{}">\n<head><title>Report</title>\n<style>\n</style></head>\n'
    "<body><header>{}</header></body></html>"
)


def answer(events: int, as_of: date) -> Answer:
    """A share of 100 people, those with the event as given, with an interval of ten points on either side."""
    share = events / 100
    row = {
        "statistic": "share", "n": 100, "events": events, "unknown": 0, "estimate": share, "lower": share - 0.1,
        "upper": share + 0.1, "unit": "share", "status": "ok",
    }  # fmt: skip
    table = ResultTable(
        name="t", kind="share", table=result_frame([pl.DataFrame([row])], ()), by=(),
        method_id="M0", method_version="1", sentence_key="M0",
    )  # fmt: skip
    quarter = f"{as_of.year}-Q{(as_of.month + 2) // 3}"
    subject = Subject(study="made_up", title={"sv": "Påhittad"}, as_of=as_of, quarter=quarter)
    return Answer(name="question", tables={"t": table}, subject=subject, definition={"version": "1"})


@dataclass
class MadeUpStudy:
    """A study whose runs take no time; `compared_with` is what each of its releases was given as `earlier`."""

    folder: Path
    events: int = 40
    compared_with: list[tuple[Release, ...]] = field(default_factory=list)

    @property
    def parameters(self) -> Path:
        return self.folder / "p.yaml"

    @property
    def editions(self) -> Path:
        return self.folder / "reports" / "made_up"

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger" / "made_up"

    @property
    def loop(self) -> LoopRecord:
        return read_loop(self.ledger)

    @property
    def entries(self) -> list[str]:
        releases = self.ledger / "releases"
        return sorted(p.name for p in releases.iterdir()) if releases.is_dir() else []

    def run(self, day: str, events: int | None = None, *, notebooks: Sequence[str] = ()) -> Edition:
        """The edition of the quarter of a day, in which that many of 100 had the event."""
        self.events = self.events if events is None else events
        return run_edition.run_edition(read_plan(self.parameters, date.fromisoformat(day)), notebooks=notebooks)

    def files(self) -> dict[str, bytes]:
        """Every file of the editions and of the ledger."""
        folders = (self.editions, self.ledger)
        found = [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in found}


def decide_on(study: MadeUpStudy, decided_on: str = "2010-05-03", review_on: str = "2010-12-01") -> Decision:
    """On the share in the answer about participants: higher by twenty points."""
    name = next(one.id for one in study.loop.findings.values() if one.claim.answer == "participants")
    is_old = study.loop.is_superseded(study.loop.findings[name])
    why = "Nobody had seen the newer number on that day." if is_old else ""
    day = date.fromisoformat(decided_on)
    written = decided(
        name, decided_on=day, due=day, type="access", activity_change=None, review_on=date.fromisoformat(review_on),
        although_superseded=why,
    )  # fmt: skip
    known = KnownStudy(today=date(2011, 1, 10), starts_on=date(2010, 1, 1))
    return enter_decision(study.ledger, decide(written, study.loop, known))


def make_study(folder: Path, monkeypatch: pytest.MonkeyPatch, *, approval: str = "automatic") -> MadeUpStudy:
    """A study in a folder, and the slow parts of a run replaced."""
    study = MadeUpStudy(folder)
    study.parameters.write_text(PARAMETERS.replace("APPROVAL", f"approval: {approval}"), encoding="utf-8")
    (folder / "cohort.yaml").write_text("name: x\n")
    for name in ("question", "board"):
        nbformat.write(nbformat.v4.new_notebook(), folder / f"{name}.ipynb")
    monkeypatch.setattr(run_edition, "open_data", lambda plan: _data(study))
    monkeypatch.setattr(rooms, "run_notebooks", _stage(study))
    monkeypatch.setattr(rooms, "export_pages", _export)
    monkeypatch.setattr(watch_data, "_answered", lambda plan, data, history: answer(study.events, plan.as_of))
    monkeypatch.setattr(gate, "release", _release(study))
    monkeypatch.setattr(display, "what_is_measured", lambda claim, words: claim.statistic, raising=False)
    monkeypatch.setattr(display, "claim_sentence", lambda claim, release, *, language: language, raising=False)
    monkeypatch.setattr(display, "whom", lambda claim, words: claim.group or "everybody", raising=False)
    monkeypatch.setattr(approval_of_editions, "audit_pages", lambda *pages: None)  # of a template's own pages
    return study


def _data(study: MadeUpStudy) -> SimpleNamespace:
    split_by = SimpleNamespace(crossed=(), single=())

    class People(list):
        data_hash = f"data with {study.events}"
        definition = SimpleNamespace(split_by=split_by)
        dimensions = ()

    return SimpleNamespace(cohort=People(range(100)), columns=(), stage=lambda folder: folder.mkdir(exist_ok=True))


def _stage(study: MadeUpStudy) -> Callable[..., None]:
    def run_notebooks(jobs, *, done):
        for job in jobs:
            job.output.parent.mkdir(exist_ok=True)
            nbformat.write(nbformat.v4.new_notebook(), job.output)
            room = Path(job.parameters["room"])
            if (room / "room.json").is_file():
                _answer_into(room, study.events)
            done(job.notebook.stem)

    return run_notebooks


def _answer_into(room: Path, events: int) -> None:
    """What the notebooks of the analysis room would have staged, as known at the end of the quarter."""
    year, quarter = map(int, room.name.removeprefix(".staging-")[:7].split("-Q"))
    last = date(year, *((3, 31), (6, 30), (9, 30), (12, 31))[quarter - 1])
    for name in ("participants", "time_to_employment"):
        write_answer(replace(answer(events, last), name=name), room / "internal" / "results")


def _export(plan, board, staging, chosen):
    told = (staging / "released" / "participants.t.csv").read_text()
    for language in plan.report.languages:
        (staging / f"board_{language}.html").write_text(PAGE.format(language, told), encoding="utf-8")


def _release(study: MadeUpStudy) -> Callable[..., Release]:
    """The real gate; what it is given of earlier releases is noted, and not compared: that has its own tests."""

    def noted(answers, *, policy, earlier=()):
        study.compared_with.append(tuple(earlier))
        return release(answers, policy=policy)

    return noted
