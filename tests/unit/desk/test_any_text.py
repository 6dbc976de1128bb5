"""Whatever a partner calls its columns, codes and sheets: it is text in the parameters file, and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from research_kit.desk.code_proposal import CodeQuestion, propose_codes
from research_kit.desk.proposal import CodeProposal, CodesOfColumn, ColumnProposal, MappingProposal
from research_kit.desk.words.likeness import likeness, plain
from research_kit.desk.words.vocabulary import Vocabulary
from research_kit.desk.write_mapping import Placed, write_mapping
from research_kit.study.declaration import read_data_declaration
from research_kit.study.schemas import specs

STUDY = "study: {name: liten, title: {sv: Liten}, as_of: 2020-12-31}\ndata:\n  sources: []\n"
TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30).filter(lambda text: text.strip())


def proposal(header: str, code: str) -> MappingProposal:
    codes = CodesOfColumn(proposed=(CodeProposal(theirs=code, ours="woman", sureness=1.0, rows=9),), open=((code, 9),))
    columns = (
        ColumnProposal(theirs=header, ours="gender", sureness=1.0, why="name", codes=codes),
        ColumnProposal(theirs=header, ours="housing", sureness=0.5, why="values"),
    )
    return MappingProposal(
        partner="p",
        table="participant",
        table_sureness=1.0,
        rows=9,
        identifier=None,
        columns=columns,
        open={},
        missing=(),
    )


@settings(max_examples=40, deadline=None)
@given(header=TEXTS, code=TEXTS, sheet=TEXTS)
@example(header="a: b # c", code='"', sheet="{x: y}")
@example(header="Kön\n      table: org", code="\\", sheet="\u2028- partner: x")
@example(header="!!python/object:os.system", code="*alias", sheet="&anchor")
@example(header="\x85\ufeff\x7f\U0001f600", code="null", sheet="2011-06-30")
def test_it_is_read_again_as_it_was_written(header, code, sheet):
    with tempfile.TemporaryDirectory() as folder:
        parameters = Path(folder) / "p.yaml"
        parameters.write_text(STUDY, encoding="utf-8")
        write_mapping(parameters, [Placed(proposal=proposal(header, code), file=Path(folder) / "f.xlsx", sheet=sheet)])
        (source,) = read_data_declaration(parameters).sources
    assert {ours: theirs.strip() for ours, theirs in source.columns.items()} == {"gender": header.strip()}
    assert {theirs.strip(): ours for theirs, ours in source.codes["gender"].items()} == {code.strip(): "woman"}
    assert (source.table, str(source.sheet).strip()) == ("participant", sheet.strip())


@settings(max_examples=100, deadline=None)
@given(name=st.text(max_size=40), word=st.sampled_from(["kon", "inskrivning", "utrikes fodd", "end date"]))
@example(name="(((.~ [a-z]*", word="kon")
def test_a_likeness_is_between_0_and_1_whatever_the_name(name, word):
    assert 0.0 <= likeness(plain(name), word) <= 1.0


@settings(max_examples=100, deadline=None)
@given(cells=st.lists(st.sampled_from(["Kvinna", "K", "Man", "Eva", "Hen", "x1", None, " "]), min_size=1, max_size=40))
def test_no_code_of_fewer_than_k_people_is_ever_in_a_proposal(cells):
    spec, words = specs("participant")["gender"], Vocabulary()
    question = CodeQuestion(
        spec=spec, words=words.codes("participant", spec), spoken=words.spoken("participant", spec), k=5,
        people=pl.Series([str(i) for i in range(len(cells))]),
    )  # fmt: skip
    codes = propose_codes(pl.Series(cells, dtype=pl.String), question)
    rare = {cell for cell in cells if cell and cells.count(cell) < 5}
    assert {one.theirs for one in codes.proposed if one.rows is not None}.isdisjoint(rare)
    assert {code for code, _ in codes.open}.isdisjoint(rare)
