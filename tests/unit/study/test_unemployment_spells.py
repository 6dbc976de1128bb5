"""The real example: lengths without dates, persons without numbers, no key."""

from pathlib import Path

import polars as pl

from research_kit.study import check_study, open_study, read_study, write_study

PARAMETERS = Path(__file__).parents[3] / "parameters" / "unemployment_spells.yaml"


def test_the_real_spells_open_without_a_key(tmp_path):
    study = open_study(PARAMETERS)
    assert check_study(PARAMETERS).table.is_empty()
    spells, people = study.table("spell_duration"), study.table("participant")
    assert people.group_by("gender", "race").len().sort("gender", "race")["len"].sum() == 452
    # From the source file: 242 men and 210 women, 335 white and 117 nonwhite.
    assert people["gender"].value_counts().sort("gender").rows() == [("man", 242), ("woman", 210)]
    assert people["race"].value_counts().sort("race").rows() == [("nonwhite", 117), ("white", 335)]
    assert spells.join(people, on="pid", how="inner", validate="1:1").height == 452
    assert spells["unit"].unique().to_list() == ["week"]
    assert study.delivered == ("participant", "spell_duration")
    assert read_study(write_study(study, tmp_path)).table("participant").equals(people, null_equal=True)


def test_durations_and_events_are_those_of_the_file():
    study = open_study(PARAMETERS)
    source = pl.read_csv(PARAMETERS.parent.parent / "src" / "research_kit" / "data" / "unemployment.csv")
    spells = study.table("spell_duration")
    assert spells["duration"].to_list() == source["duration"].cast(pl.Float64).to_list()
    assert spells["event"].cast(pl.Int64).to_list() == source["spell"].to_list()
