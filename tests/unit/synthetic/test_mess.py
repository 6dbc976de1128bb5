from datetime import date

import numpy as np
import polars as pl

from research_kit.synthetic.mess import (
    with_corrections,
    with_disagreements,
    with_duplicates,
    with_other_writing,
    with_untidy_text,
)
from research_kit.synthetic.truth import Mess


def test_duplicates_are_word_for_word():
    rows = pl.DataFrame({"a": range(1_000)})
    doubled = with_duplicates(rows, share=0.1, rng=np.random.default_rng(1))
    assert 1_050 < doubled.height < 1_150
    assert doubled.unique(maintain_order=True).equals(rows)


def test_untidy_text_is_the_same_without_case_and_outer_spaces():
    rows = pl.DataFrame({"code": ["Öppet arbetslös", "SFI", None] * 500})
    mess = Mess(stray_spaces=0.3, mixed_case=0.3)
    untidy = with_untidy_text(rows, ["code"], mess=mess, rng=np.random.default_rng(1))
    assert not untidy.equals(rows)
    tidy = pl.col("code").str.strip_chars().str.to_lowercase()
    assert untidy.select(tidy).equals(rows.select(tidy))


def test_a_wrong_value_is_recorded_before_the_right_one_and_never_before_the_event():
    rows = pl.DataFrame(
        {
            "need_id": ["a", "b"],
            "stated_on": [date(2010, 1, 1), date(2010, 1, 1)],
            "priority": [1, 1],
            "recorded_at": [date(2010, 1, 20), date(2010, 1, 2)],
        }
    )
    history = with_corrections(rows, "need", share=1.0, rng=np.random.default_rng(1))
    added = history.join(rows, on=rows.columns, how="anti")
    assert added.rows() == [("a", date(2010, 1, 1), 2, date(2010, 1, 18))]


def test_a_table_without_known_mistakes_stays_as_it_is():
    rows = pl.DataFrame({"item": ["a"]})
    assert with_corrections(rows, "item", share=1.0, rng=np.random.default_rng(1)).equals(rows)


def test_another_writing_is_the_same_number():
    rows = pl.DataFrame({"Pnr": ["811218-9876"] * 300})
    written = with_other_writing(rows, "Pnr", share=0.5, rng=np.random.default_rng(1))["Pnr"]
    assert set(written) == {"811218-9876", "811218 9876", "8112189876"}


def test_partners_disagree_on_some_educations():
    rows = pl.DataFrame({"education": ["9y", "<9y"] * 500})
    second = with_disagreements(rows, pl.lit(True), share=0.1, rng=np.random.default_rng(1))
    assert 60 < (second["education"] != rows["education"]).sum() < 140
    assert set(second["education"]) == {"9y", "<9y", "upper_sec"}
