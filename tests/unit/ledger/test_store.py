"""The chain: what was entered stays as it was, and every way of touching it is found and named."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
from pathlib import Path

import pytest

from research_kit.errors import LedgerError
from research_kit.ledger import append_entry, head_of, read_entries, store

QUARTERS = ("2010-Q3", "2010-Q4", "2011-Q1", "2011-Q2")


def files(folder: Path, text: str = "n\n12\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "table.csv").write_text(text)
    (folder / "release.json").write_text("{}\n")
    return folder


def enter(chain: Path, label: str, text: str = "n\n12\n"):
    beside = files(chain.parent / f"made-{label}", text)
    return append_entry(chain, beside, label=label, facts={"by": "lead"}, after=head_of(read_entries(chain)))


@pytest.fixture
def chain(tmp_path) -> Path:
    for number, quarter in enumerate(QUARTERS):
        enter(tmp_path / "releases", quarter, f"n\n{number}\n")
    return tmp_path / "releases"


def test_twelve_entries_make_a_chain_each_tied_to_the_one_before(tmp_path):
    for number in range(12):
        enter(tmp_path / "releases", f"2010-Q{number % 4 + 1}", f"n\n{number}\n")
    entries = read_entries(tmp_path / "releases")
    assert [entry.number for entry in entries] == list(range(1, 13))
    assert [entry.previous for entry in entries] == ["", *(entry.hash for entry in entries[:-1])]
    assert entries[11].folder.joinpath("table.csv").read_text() == "n\n11\n"
    assert head_of(entries) == entries[11].hash


def test_a_chain_that_nothing_was_entered_in_is_empty(tmp_path):
    assert read_entries(tmp_path / "nothing") == ()
    assert head_of(()) == ""


def test_the_same_things_entered_in_the_same_order_give_the_same_bytes(chain, tmp_path):
    for number, quarter in enumerate(QUARTERS):
        enter(tmp_path / "again" / "releases", quarter, f"n\n{number}\n")
    told = [
        {p.relative_to(c): p.read_bytes() for p in c.rglob("*.*") if p.is_file()}
        for c in (chain, tmp_path / "again/releases")
    ]
    assert told[0] == told[1]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def swap(one: Path, other: Path) -> None:
    one.rename(one.with_name("aside"))
    other.rename(one)
    one.with_name("aside").rename(other)


def rewrite(path: Path, **said) -> None:
    """What somebody would do who corrects an entry by hand, and its hash too."""
    from research_kit.ledger.entry import Entry

    told = json.loads(path.read_text()) | said
    path.write_text(Entry(**{key: told[key] for key in ("number", "label", "previous", "facts", "files")}).text())


TAMPERING = {
    "a bit of a table": (lambda c: flip(c / "0002-2010-Q4" / "table.csv"), r"`0002-2010-Q4/table\.csv` was changed"),
    "a bit of an entry": (
        lambda c: flip(c / "0002-2010-Q4" / "entry.json"),
        r"`0002-2010-Q4/entry\.json`.* was changed",
    ),
    "a space in an entry": (
        lambda c: (c / "0004-2011-Q2" / "entry.json").write_text((c / "0004-2011-Q2" / "entry.json").read_text() + " "),
        r"`0004-2011-Q2/entry\.json`.* was changed",
    ),
    "a table cut short": (
        lambda c: (c / "0001-2010-Q3" / "table.csv").write_text(""),
        r"`0001-2010-Q3/table\.csv` was changed",
    ),
    "a table gone": (lambda c: (c / "0003-2011-Q1" / "table.csv").unlink(), r"`0003-2011-Q1/table\.csv` is missing"),
    "a table more": (
        lambda c: (c / "0003-2011-Q1" / "more.csv").write_text("x"),
        r"`0003-2011-Q1/more\.csv` was added",
    ),
    "a folder for a table": (
        lambda c: ((c / "0003-2011-Q1" / "table.csv").unlink(), (c / "0003-2011-Q1" / "table.csv").mkdir()),
        r"`0003-2011-Q1/table\.csv` was changed",
    ),
    "no entry.json": (lambda c: (c / "0004-2011-Q2" / "entry.json").unlink(), r"`0004-2011-Q2/entry\.json` is missing"),
    "the first entry gone": (lambda c: shutil.rmtree(c / "0001-2010-Q3"), "entry 1 is missing"),
    "an entry gone": (lambda c: shutil.rmtree(c / "0002-2010-Q4"), "entry 2 is missing"),
    "an entry gone, the others moved up": (
        lambda c: (
            shutil.rmtree(c / "0002-2010-Q4"),
            (c / "0003-2011-Q1").rename(c / "0002-2011-Q1"),
            (c / "0004-2011-Q2").rename(c / "0003-2011-Q2"),
        ),
        "`0002-2011-Q1` holds entry `0003-2011-Q1`: entries were moved",
    ),
    "two entries exchanged": (lambda c: swap(c / "0002-2010-Q4", c / "0003-2011-Q1"), "entries were moved or copied"),
    "an entry twice": (
        lambda c: shutil.copytree(c / "0004-2011-Q2", c / "0005-2011-Q2"),
        "entries were moved or copied",
    ),
    "the number of an entry twice": (
        lambda c: shutil.copytree(c / "0004-2011-Q2", c / "0004-2012-Q2"),
        "entry 5 is missing",
    ),
    "an entry renamed": (
        lambda c: (c / "0004-2011-Q2").rename(c / "0004-2011-Q3"),
        "`0004-2011-Q3` holds entry `0004-2011-Q2`",
    ),
    "an entry added by hand": (lambda c: files(c / "0005-2011-Q3"), r"`0005-2011-Q3/entry\.json` is missing"),
    "something else": (lambda c: (c / "notes.txt").write_text("x"), r"`notes\.txt` is no entry"),
    "a table and its hashes": (
        lambda c: (
            (c / "0002-2010-Q4" / "table.csv").write_text("n\n99\n"),
            rewrite(
                c / "0002-2010-Q4" / "entry.json",
                files={
                    "release.json": store.hash_file(c / "0002-2010-Q4" / "release.json"),
                    "table.csv": store.hash_file(c / "0002-2010-Q4" / "table.csv"),
                },
            ),
        ),
        "`0003-2011-Q1` does not follow the entry before it",
    ),
    "who approved, and the hash": (
        lambda c: rewrite(c / "0003-2011-Q1" / "entry.json", facts={"by": "nobody"}),
        "`0004-2011-Q2` does not follow the entry before it",
    ),
}


@pytest.mark.parametrize("way", TAMPERING)
def test_every_way_of_tampering_is_found_named_and_told_how_to_undo(chain, way, tmp_path):
    tamper, says = TAMPERING[way]
    tamper(chain)
    with pytest.raises(LedgerError, match=says) as error:
        read_entries(chain)
    assert "Nothing was published" in str(error.value)
    assert f"git checkout -- {chain}" in str(error.value)
    with pytest.raises(LedgerError, match=says):
        append_entry(chain, files(tmp_path / "new"), label="2011-Q3", facts={}, after="")


def test_no_single_byte_of_an_entry_can_be_changed_unseen(chain):
    for path in sorted((chain / "0002-2010-Q4").iterdir()):
        whole = path.read_bytes()
        for place in range(0, len(whole), 7):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
            with pytest.raises(LedgerError, match="was changed"):
                read_entries(chain)
        path.write_bytes(whole)
    assert len(read_entries(chain)) == 4


def test_what_was_made_with_another_head_is_not_entered(chain, tmp_path):
    head = read_entries(chain)[2].hash
    with pytest.raises(LedgerError, match="Run again"):
        append_entry(chain, files(tmp_path / "new"), label="2011-Q3", facts={}, after=head)
    assert len(read_entries(chain)) == 4


def test_an_entry_that_a_dying_run_had_begun_is_no_entry_and_is_cleared_away(chain, monkeypatch):
    real = Path.rename

    def dies(self, target):
        if self.name.startswith(".begun-"):
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "rename", dies)
    with pytest.raises(KeyboardInterrupt):
        enter(chain, "2011-Q3")
    monkeypatch.undo()
    assert len(read_entries(chain)) == 4
    assert enter(chain, "2011-Q4").number == 5
    assert not [path.name for path in chain.iterdir() if path.name.startswith(".")]


def _hold(chain, entered, leave):
    with store._alone(chain):
        entered.set()
        leave.wait(30)


def test_two_cannot_add_at_once_and_a_killed_one_leaves_no_lock(chain):
    context = multiprocessing.get_context("spawn")
    entered, leave = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(chain, entered, leave))
    other.start()
    assert entered.wait(30)
    with pytest.raises(LedgerError, match="another run is adding"):
        enter(chain, "2011-Q3")
    other.kill()
    other.join()
    assert enter(chain, "2011-Q3").number == 5


def test_the_ledger_is_text_that_a_person_can_read(chain):
    told = (chain / "0001-2010-Q3" / "entry.json").read_text()
    assert re.search(r'"label": "2010-Q3"', told)
    assert max(map(len, told.splitlines())) < 120
