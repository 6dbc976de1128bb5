"""No file, however broken, does more than be refused: what once broke a reader, and some seconds of new damage.

`make validate` searches for ten minutes and more, guided by which lines of the package an input reaches
(`python -m tests.fuzz`); what it finds is mended, and stays in `corpus/`.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from research_kit.errors import LedgerError
from tests.fuzz.mutations import TOKENS, Edit, changed
from tests.fuzz.readers import CANARY, TARGETS, Broken, Target, require_kept
from tests.fuzz.seeds import CORPUS, seeds_of

EDITS = st.lists(
    st.builds(
        Edit,
        kind=st.integers(0, 6),
        at=st.integers(0, 1_000_000),
        length=st.integers(1, 60),
        token=st.integers(0, len(TOKENS) - 1),
    ),
    min_size=1,
    max_size=4,
)
FOUND = [(path.parent.name, path.name) for path in sorted(CORPUS.glob("*/*"))]


@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"ledger_entry"}))
def test_a_sound_file_is_read(name, tmp_path):
    TARGETS[name].read(seeds_of(name)[0], tmp_path)


def test_an_entry_with_another_hash_is_refused(tmp_path):
    with pytest.raises(LedgerError, match="was changed"):
        TARGETS["ledger_entry"].read(seeds_of("ledger_entry")[0], tmp_path)


@pytest.mark.parametrize(("name", "file"), FOUND)
def test_what_once_broke_a_reader_is_refused(name, file):
    require_kept(TARGETS[name], (CORPUS / name / file).read_bytes())


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_damaged_file_is_read_or_refused(name):
    seeds = seeds_of(name)

    @settings(max_examples=_EXAMPLES.get(name, 30), deadline=None, suppress_health_check=list(HealthCheck))
    @given(seed=st.integers(0, len(seeds) - 1), edits=EDITS)
    def damaged(seed: int, edits: list[Edit]) -> None:
        require_kept(TARGETS[name], changed(seeds[seed], edits))

    damaged()


_EXAMPLES = {"csv": 15, "excel": 15, "parquet": 15, "sqlite": 15, "parameters": 6, "cohort": 12}


def test_the_property_can_fail():
    def lets_through(content: bytes, _folder: object) -> str:
        if content == b"crash":
            raise KeyError("a library's own")
        return content.decode()

    target = Target(name="leaky", ending="txt", read=lets_through)
    with pytest.raises(KeyError):
        require_kept(target, b"crash")
    for said in (CANARY, "19121212-1212", "This is a fault of research-kit"):
        with pytest.raises(Broken):
            require_kept(target, f"row 2: {said}".encode())
