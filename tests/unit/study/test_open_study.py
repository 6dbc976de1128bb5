"""Opening a sound study: what is read, what is known when, and who may be in it."""

from datetime import date

import polars as pl
import pytest

from research_kit.errors import FaultyInputError
from research_kit.study.schemas import SCHEMAS, key_of, polars_schema
from tests.unit.study.conftest import PNR, SmallStudy, consent, status, valid_number


def test_five_persons_from_four_formats_are_one_study(small_study):
    study = small_study.open()
    assert study.faults.is_empty()
    assert list(study.tables) == list(SCHEMAS)
    assert {name: study.table(name).height for name in study.tables if study.has(name)} == {
        "participant": 5, "consent": 1, "referral": 5, "enrolment": 4, "participation": 3, "wave": 4, "status_spell": 5,
    }  # fmt: skip
    persons = set(study.table("participant")["pid"])
    assert all(
        set(study.table(name)["pid"]) <= persons for name in ("consent", "referral", "enrolment", "status_spell")
    )
    assert set(study.table("participation")["enr_id"]) <= set(study.table("enrolment")["enr_id"])


def test_every_table_has_its_types_whether_delivered_or_not(small_study):
    study = small_study.open()
    for name, rows in study.tables.items():
        assert dict(rows.schema) == polars_schema(name), name
        assert rows.columns[-2:] == ["source", "recorded_at"]
    assert not study.has("need")
    assert "need" not in study.delivered


def test_swedish_codes_and_decimal_commas_are_read(small_study):
    study = small_study.open()
    people = study.table("participant")
    assert people["gender"].value_counts().sort("gender").rows() == [("man", 2), ("woman", 3)]
    assert people.filter(pl.col("birth_year") == 1980)["target_groups"].to_list() == [["unemployed", "newly_arrived"]]
    assert people.filter(pl.col("birth_year") == 1985)["foreign_born"].item() == "unknown"
    assert people.filter(pl.col("birth_year") == 1985)["education"].item() == "unknown"
    assert people.filter(pl.col("birth_year") == 1990)["language_support"].item() is True
    hours = study.table("participation").sort("planned_h")["planned_h"].to_list()
    assert hours == [40.0, 40.5, 60.0]


def test_a_part_of_a_date_is_an_interval_and_no_invented_day(small_study):
    spells = small_study.open().table("status_spell")
    read = {row["precision"]: row for row in spells.iter_rows(named=True)}
    assert (read["month"]["start_lo"], read["month"]["start_hi"]) == (date(2010, 5, 1), date(2010, 5, 31))
    assert (read["quarter"]["start_lo"], read["quarter"]["start_hi"]) == (date(2009, 10, 1), date(2009, 12, 31))
    assert (read["unknown"]["start_lo"], read["unknown"]["start_hi"]) == (None, date(2010, 3, 10))
    assert read["month"]["start"] is None
    assert read["day"]["start"] == read["day"]["start_lo"] == read["day"]["start_hi"]


def test_the_same_person_written_in_three_ways_is_one(small_study):
    spells = small_study.open().table("status_spell")
    amina = spells.filter(pl.col("kind").is_in(["ord_emp"]) | (pl.col("start_lo") == date(2009, 6, 1)))
    assert amina["pid"].n_unique() == 1


def test_a_missing_plan_is_the_index_day_and_91_3125_days_a_wave(small_study):
    waves = small_study.open().table("wave").filter(pl.col("actual_on") == date(2010, 5, 12))
    assert waves["planned_on"].item() == date(2010, 5, 12)  # 10 February and 91 days


def test_the_latest_version_recorded_by_the_cut_counts(small_study):
    now = small_study.open().table("enrolment").filter(pl.col("planned_end").is_not_null())
    then = small_study.open(date(2010, 6, 30)).table("enrolment").filter(pl.col("planned_end").is_not_null())
    assert now.select("end", "exit_reason").row(0) == (date(2010, 9, 1), "ord_emp")
    assert then.select("end", "exit_reason").row(0) == (None, None)


def test_nothing_recorded_or_dated_after_the_cut_is_read(small_study):
    small_study.waves = small_study.waves.with_columns(recorded_at=pl.lit(date(2010, 1, 20)))
    small_study.waves = small_study.waves.with_columns(actual_on=None, missing_reason=pl.lit("not_due"))
    study = small_study.open(date(2010, 2, 12))
    assert study.table("enrolment").height == 1
    assert study.table("participation").is_empty()
    assert study.table("wave")["missing_reason"].unique().to_list() == ["not_due"]
    assert study.table("wave").height == 2  # those of enrolments recorded later are not known
    for rows in study.tables.values():
        days = rows.select(pl.col(pl.Date).exclude("planned_on", "planned_end", "valid_to"))
        latest = [day for day in days.max().row(0) if day is not None] if days.width else []
        assert all(day <= date(2010, 2, 12) for day in latest)


def test_a_decision_after_the_cut_is_still_waited_for(small_study):
    small_study.referrals = small_study.referrals.replace("2010-03-05;2010-03-10", "2010-03-05;")
    small_study.people = small_study.people.replace("2010-03-10", "2010-03-01")
    study = small_study.open(date(2010, 3, 2))
    last = study.table("referral").filter(pl.col("referred_on") == date(2010, 3, 1))
    assert last.select("decision", "decided_on").row(0) == ("waiting", None)


def test_rows_delivered_are_rows_used_and_rows_set_aside(small_study):
    small_study.enrolments += small_study.enrolments.splitlines()[-1] + "\n"
    small_study.consents = [consent(PNR["britt"], withdrawn_on="2010-07-01", recorded_at="2010-07-02")]
    study = small_study.open()
    reasons = set(study.rows["reason"])
    assert {"delivered", "used", "superseded", "identical_duplicate", "no_consent_at_cut"} <= reasons
    is_in = pl.col("reason") == "delivered"
    totals = study.rows.group_by("table").agg(
        delivered=pl.col("rows").filter(is_in).sum(), rest=pl.col("rows").filter(~is_in).sum()
    )
    assert totals.filter(pl.col("delivered") != pl.col("rest")).is_empty()


@pytest.mark.parametrize(
    ("row", "as_of", "removed"),
    [
        ({"withdrawn_on": "2010-07-01", "recorded_at": "2010-07-02"}, date(2010, 12, 31), {"withdrawn": 1}),
        ({"withdrawn_on": "2010-07-01", "recorded_at": "2010-07-02"}, date(2010, 6, 30), {}),
        ({"erase": 1, "recorded_at": "2010-12-01"}, date(2010, 6, 30), {"erased": 1}),
    ],
)
def test_who_withdraws_is_in_no_table(small_study, row, as_of, removed):
    small_study.consents = [consent(PNR["britt"]), consent(PNR["britt"], **row)]
    with_her = SmallStudy(small_study.folder).open(as_of)
    study = small_study.open(as_of)
    counted = {"withdrawn": study.removed.withdrawn, "erased": study.removed.erased}
    assert counted == {"withdrawn": 0, "erased": 0} | removed
    gone = len(with_her.table("participant")) - len(study.table("participant"))
    assert gone == study.removed.total
    persons, enrolments = study.table("participant")["pid"], study.table("enrolment")["enr_id"]
    for rows in study.tables.values():
        assert "pid" not in rows.columns or rows["pid"].is_in(persons.implode()).all()
        assert "enr_id" not in rows.columns or rows["enr_id"].is_in(enrolments.implode()).all()


def test_consent_is_needed_where_it_is_the_legal_basis(small_study):
    small_study.parameters["data"]["legal_basis"] = "consent"
    study = small_study.open()
    assert study.table("participant").height == 1
    assert study.removed.no_consent == 4


def test_consent_given_again_counts(small_study):
    small_study.consents = [
        consent(PNR["amina"], withdrawn_on="2010-03-01", recorded_at="2010-03-01"),
        consent(PNR["amina"], version=2, given_on="2010-05-01", recorded_at="2010-05-01"),
    ]
    assert small_study.open().removed.total == 0
    assert small_study.open(date(2010, 4, 1)).removed.withdrawn == 1


def test_register_facts_fall_away_with_the_consent_to_be_linked(small_study):
    small_study.status[1]["verified_by"] = "register"
    for row in small_study.status:
        row.setdefault("verified_by", None)
    small_study.consents.append(
        consent(PNR["amina"], scope="register_link", withdrawn_on="2010-10-01", recorded_at="2010-10-01")
    )
    study = small_study.open()
    assert "register" not in study.table("status_spell")["verified_by"].to_list()
    assert study.table("participant").height == 5


def test_no_participant_left_is_said_with_the_reason(small_study):
    small_study.parameters["data"]["legal_basis"] = "consent"
    small_study.consents = [consent(PNR["amina"], withdrawn_on="2010-02-01", recorded_at="2010-02-01")]
    with pytest.raises(FaultyInputError, match=r"no participants left: all 5 are without consent .*legal_basis"):
        small_study.open()
    with pytest.raises(FaultyInputError, match="none was recorded by the cut"):
        SmallStudy(small_study.folder).open(date(2009, 1, 1))


def test_partners_own_ids_are_linked_to_the_person(small_study):
    small_study.add_source(
        partner="forening", table="identity_link", file="lank.csv", recorded_on="2010-01-10",
        identifier={"column": "pnr", "kind": "personal_number"}, columns={"own_id": "medlem"},
    )  # fmt: skip
    small_study.add_source(
        partner="forening", table="need", file="behov.csv", identifier={"column": "medlem", "kind": "own_id"},
        columns={"need_id": "nr", "stated_on": "dag", "themes": "tema"}, recorded_on="2010-06-01", separator="|",
    )  # fmt: skip
    (small_study.folder / "lank.csv").write_text(f"medlem;pnr\nM1;{PNR['amina']}\nM2;{PNR['dana'][2:]}\n")
    (small_study.folder / "behov.csv").write_text("nr;medlem;dag;tema\n1;M1;2010-05-01;språk|barn\n2;M2;2010-05-01;\n")
    study = small_study.open()
    assert study.table("need")["pid"].is_in(study.table("participant")["pid"].implode()).all()
    assert study.table("need")["themes"].to_list() == [["språk", "barn"], None]
    assert "identity_link" not in study.tables


def test_two_partners_complete_each_other_and_the_later_one_wins(small_study):
    small_study.add_source(
        partner="af", table="participant", file="af.csv", identifier={"column": "pnr", "kind": "personal_number"},
        columns={"gender": "kon", "birth_year": "ar", "education": "utb"}, recorded_on="2010-05-01",
    )  # fmt: skip
    text = f"pnr;kon;ar;utb\n{PNR['eva']};unstated;1985;post_sec\n{PNR['carl']};man;1982;upper_sec\n"
    (small_study.folder / "af.csv").write_text(text)
    study = small_study.open()
    people = study.table("participant")
    assert people.height == 5
    assert people.filter(pl.col("birth_year") == 1985).select("gender", "education").row(0) == ("man", "post_sec")
    assert people.filter(pl.col("birth_year") == 1982)["education"].item() == "upper_sec"
    merged = study.rows.filter(pl.col("reason") == "merged_with_another_partners_row")
    assert merged["rows"].to_list() == [2]
    conflicts = study.faults.filter(pl.col("rule") == "conflicting_attribute")
    assert conflicts.select("file", "row", "column").rows() == [
        ("af.csv", 3, "utb"),
        ("deltagare.csv", 4, "Utbildning"),
    ]


def test_pauses_under_thirty_days_are_the_same_spell(small_study):
    small_study.enrolments += (
        f"e5;{PNR['britt']};r2;2010-05-20;2010-06-20;;lost;2010-06-25\ne6;{PNR['britt']};r2;2010-09-01;;;;2010-09-05\n"
    )
    britt = small_study.open().table("enrolment").filter(pl.len().over("pid") == 3).sort("start")
    assert britt["spell_no"].to_list() == [1, 1, 2]


def test_dimensions_of_the_study_are_columns_of_the_participants(small_study):
    small_study.parameters["data"]["dimensions"] = {
        "ort": {"labels": {"sv": "Ort"}, "codes": {"norr": {"sv": "Norr"}, "syd": {"sv": "Syd"}}}
    }
    small_study.people = small_study.people.replace("Registrerad", "Registrerad;ort").replace("-10\n", "-10;Norr\n")
    assert small_study.open().table("participant")["ort"].unique().to_list() == ["norr"]


def test_reserve_numbers_are_accepted_where_the_partner_says_so(small_study):
    small_study.status.append(status("19800101TF12", "sick", "2010-01", None, date(2010, 2, 10)))
    small_study.source("status_spell")["identifier"]["reserve_numbers"] = True
    report = small_study.check()
    assert "invalid_identifier" not in report.table["rule"].to_list()
    assert "orphan" in report.table["rule"].to_list()  # nobody else knows that number


def test_a_study_shows_its_size_and_never_its_rows(small_study):
    study = small_study.open()
    shown = repr(study) + study._repr_html_()
    assert "participant 5" in repr(study)
    assert not any(pid in shown for pid in study.table("participant")["pid"])
    assert study.list_tables().filter(pl.col("rows") > 0).height == 7


def test_the_hash_follows_the_bytes_and_the_cut(small_study):
    first, again = small_study.open(), small_study.open()
    small_study.people = small_study.people.replace("eftergymnasial", "gymnasium")
    assert first.data_hash == again.data_hash != small_study.open().data_hash
    assert first.data_hash != small_study.open(date(2010, 11, 30)).data_hash


def test_ids_are_safe_letters_in_every_table(small_study):
    study = small_study.open()
    for name in ("participant", "referral", "enrolment", "participation", "wave"):
        for column in set(key_of(name)) & {"pid", "enr_id", "ref_id"}:
            assert study.table(name)[column].str.contains("^[a-p]{32}$").all()


def test_the_order_of_rows_does_not_hang_on_the_key(small_study):
    first = small_study.open()
    (small_study.folder / "key").unlink()
    second = small_study.open()
    for name in ("participant", "enrolment", "status_spell", "wave"):
        rows, again = first.table(name), second.table(name)
        ids = {"pid", "enr_id", "ref_id"} & set(rows.columns)
        assert rows.drop(ids).equals(again.drop(ids), null_equal=True)
        assert not set(rows[min(ids)]) & set(again[min(ids)])


def test_a_valid_number_helper_makes_valid_numbers():
    assert valid_number("19640823", "323") == "19640823-3234"
