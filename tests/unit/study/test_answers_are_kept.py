"""What she has written into the review file is not lost: not to a save meanwhile, a second command, or an erasure."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from research_kit.errors import ErasureError, RunLockedError, SourceError
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.erase_person import erase_delivered, erase_person
from research_kit.study.name_linkage import link_people as module
from research_kit.study.name_linkage.link_people import link_people
from tests.unit.study.conftest import PNR, SmallStudy, consent
from tests.unit.study.test_name_linkage import TODAY, answer, named, review

__all__ = ["named"]

pytest.importorskip("splink", reason='linkage by name needs `pip install "research-kit[linkage]"`')
SHEETS = ("decide", "linked", "apart")


def written(study: SmallStudy) -> str:
    return str([review(study, sheet).rows() for sheet in SHEETS])


def reported(study: SmallStudy) -> Path:
    """The parameters file of the study, with what a report of it needs."""
    (study.folder / "cohort.yaml").write_text("name: all\nindex: enrolment\n")
    study.parameters |= {
        "cohort": {"file": "cohort.yaml"},
        "report": {"folder": "reports", "ledger": "ledger", "notebooks_folder": ".", "notebooks": ["01"],
                   "board_report": "01"},
    }  # fmt: skip
    (study.folder / "01.ipynb").write_text("{}")
    return study.write()


def test_answers_that_she_saves_while_people_are_compared_are_kept(named, monkeypatch):
    parameters = named.write()
    link_people(parameters, today=TODAY)
    answer(named, {"Beganovic": ("yes", "the coach knows her")})
    compare = module.compare_people

    def she_saves_meanwhile(people):
        answer(named, {"Beganovic": ("yes", "the coach knows her"), "Öberg Lind": ("no", "two persons")})
        return compare(people)

    with monkeypatch.context() as patched:
        patched.setattr(module, "compare_people", she_saves_meanwhile)
        with pytest.raises(SourceError, match=r"saved by somebody while .* left as it is, .* Run the same command"):
            link_people(parameters, today=TODAY)
    assert "two persons" in written(named)
    report = link_people(parameters, today=TODAY)
    assert (report.answers, report.linked, report.undecided) == (1, 2, 1)


def test_a_note_beside_a_pair_that_she_has_not_answered_is_kept(named):
    parameters = named.write()
    link_people(parameters, today=TODAY)
    answer(named, {"Beganovic": ("", "ask the coach on Monday"), "Öberg Lind": ("no", "")})
    link_people(parameters, today=TODAY)
    assert "ask the coach on Monday" in written(named)


def test_two_commands_do_not_link_at_once(named):
    parameters = named.write()
    link_people(parameters, today=TODAY)
    answer(named, {"Beganovic": ("yes", "")})
    held = "import sys; from pathlib import Path; sys.path[:0] = sys.argv[2:]\n"
    held += "from research_kit.study.name_linkage.journal import linking_alone\n"
    held += "with linking_alone(Path(sys.argv[1])):\n print('held', flush=True); input()"
    other = subprocess.Popen(
        [sys.executable, "-c", held, str(named.folder / "linkage"), *sys.path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(RunLockedError, match=rf"another command \(process {other.pid} on .*Nothing was recorded"):
        link_people(parameters, today=TODAY)
    with pytest.raises(RunLockedError, match="Nothing was recorded or erased"):
        erase_person(read_plan(reported(named)), PNR["dana"])
    other.communicate(b"\n")
    assert link_people(parameters, today=TODAY).answers == 1


def test_an_erasure_takes_out_the_person_and_leaves_the_answers_about_others(named):
    parameters = reported(named)
    link_people(parameters, today=TODAY)
    answer(named, {"Beganovic": ("yes", ""), "Öberg Lind": ("perhaps", "ask Monday"), "Hassan": ("no", "another one")})
    (named.folder / "linkage" / ".review-killed.xlsx").write_text("Dana Begović")
    erase_person(read_plan(parameters), PNR["dana"])
    assert "Begovi" not in written(named)
    assert "Beganovic" not in written(named)
    assert "perhaps" in written(named)
    assert "Åkesson" in written(named)
    assert sorted(path.name for path in (named.folder / "linkage").glob("*review*")) == ["review.xlsx"]
    assert (named.folder / "linkage" / "review.xlsx").stat().st_mode & 0o777 == 0o600
    answer(named, {"Öberg Lind": ("yes", "")})
    report = link_people(parameters, today=TODAY)
    assert (report.answers, report.linked, report.undecided) == (1, 2, 1)


def test_an_erasure_that_cannot_read_the_answers_says_so_and_is_finished_when_it_is_given_again(named):
    parameters = reported(named)
    link_people(parameters, today=TODAY)
    file = named.folder / "linkage" / "review.xlsx"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    kept = named.folder / "reports" / "liten" / "2010-Q4" / "internal"
    kept.mkdir(parents=True)
    with pytest.raises(ErasureError, match=r"Everything else was erased\. Close it in Excel .* same command again"):
        erase_person(read_plan(parameters), PNR["dana"])
    assert not kept.exists()
    file.write_bytes(whole)
    assert erase_delivered(read_plan(parameters)).new == 0  # the next scheduled run finishes it, too
    assert "Begovi" not in written(named)
    assert "Åkesson" in written(named)


def test_what_was_delivered_to_be_erased_is_finished_by_the_next_run_where_one_was_stopped(named, monkeypatch):
    named.consents = [consent(PNR["dana"], erase=1)]
    plan = read_plan(reported(named))
    kept = plan.study_folder / "2010-Q4" / "internal"
    kept.mkdir(parents=True)
    with monkeypatch.context() as patched:
        patched.setattr("research_kit.reporting.erase_person._forget", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erase_delivered(plan)
    assert kept.exists()
    erase_delivered(plan)
    assert not kept.exists()
    kept.mkdir(parents=True)
    erase_delivered(plan)
    assert kept.exists()
