"""People without a number in common: what is linked by the rule, what is asked, and that nobody is merged silently."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import xlsxwriter

from research_kit.errors import ErasureError, SourceError
from research_kit.study.erased_people import register_file
from research_kit.study.erasure import register_person
from research_kit.study.name_linkage.journal import add_to_journal, read_journal
from research_kit.study.name_linkage.journal_head import head_file
from research_kit.study.name_linkage.link_people import link_people
from research_kit.study.name_linkage.spelling import parts_of, spelled
from research_kit.study.pseudonyms import read_key
from tests.unit.study.conftest import PNR, SmallStudy, consent, valid_number

pytest.importorskip("splink", reason='linkage by name needs `pip install "research-kit[linkage]"`')

TODAY = date(2011, 1, 15)
NAMES = f"""Personnr;Förnamn;Efternamn
{PNR["amina"]};Amina;Hassan
{PNR["britt"]};Britt-Marie;Åkesson
{PNR["carl"]};Carl;Öberg
{PNR["dana"]};Dana;Begović
{PNR["eva"]};Eva;Ek
"""
MEMBERS = """nr;namn;född;tel
1;Akesson, Britt Marie;1981-02-03;
2;Öberg Lind, Carl;1982-11-22;0701234567
3;Beganovic, Dana;1990-12-04;
4;Hassan, Amina;1980-01-01;
5;Sjöström, Per;1971-05-05;
"""
"""1 is only spelled otherwise, 2 has one more name, 3 a letter and a swapped day, 4 is 1 January; 5 is nobody known."""
WHO = {"1": "britt", "2": "carl", "3": "dana", "4": "amina"}


@pytest.fixture
def named(small_study: SmallStudy) -> SmallStudy:
    small_study.parameters["data"]["linkage_folder"] = "linkage"
    small_study.add_source(
        partner="kommun", table="identity_details", file="namn.csv", recorded_on="2010-12-01",
        identifier={"column": "Personnr", "kind": "personal_number"},
        columns={"first_name": "Förnamn", "last_name": "Efternamn"},
    )  # fmt: skip
    members = {"column": "nr", "kind": "own_id"}
    small_study.add_source(
        partner="forening", table="identity_details", file="medlemmar.csv", recorded_on="2010-12-01",
        identifier=members, columns={"name": "namn", "birth_date": "född", "phone": "tel"},
    )  # fmt: skip
    small_study.add_source(
        partner="forening", table="participant", file="medlemmar.csv", recorded_on="2010-12-01", identifier=members,
        constants={"gender": "unstated"},
    )  # fmt: skip
    write(small_study, NAMES, MEMBERS)
    return small_study


def write(study: SmallStudy, names: str, members: str) -> None:
    (study.folder / "namn.csv").write_text(names, encoding="utf-8")
    (study.folder / "medlemmar.csv").write_text(members, encoding="utf-8")


def review(study: SmallStudy, sheet: str = "decide") -> pl.DataFrame:
    path = study.folder / "linkage" / "review.xlsx"
    return fastexcel.read_excel(path).load_sheet(sheet, dtypes="string").to_polars().cast(pl.String)


def answer(study: SmallStudy, answers: dict[str, tuple[str, str]], *, sheet: str = "decide") -> None:
    """Write answers, by what stands in the columns of names, as she would do in Excel."""
    sheets = {name: review(study, name) for name in ("decide", "linked", "apart")}
    with xlsxwriter.Workbook(study.folder / "linkage" / "review.xlsx") as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            page.write_row(0, 0, rows.columns)
            for i, row in enumerate(rows.iter_rows(named=True), start=1):
                said = next((a for part, a in answers.items() if part in f"{row}"), ("", ""))
                written = row | (dict(zip(("answer", "reason"), said, strict=True)) if name == sheet else {})
                page.write_row(i, 0, ["" if cell is None else cell for cell in written.values()])


def persons(study: SmallStudy) -> int:
    return study.open(date(2010, 12, 31)).tables["participant"]["pid"].n_unique()


def told(study: SmallStudy, rule: str) -> list[str]:
    return study.check().table.filter(pl.col("rule") == rule)["message"].to_list()


def test_names_in_one_spelling():
    written = ["Åsa-Märta", "AASA MARTA", "Al-Hakim", "D'Souza", "Yılmaz", "…"]
    table = pl.DataFrame({"name": written}).with_columns(one=spelled(pl.col("name")))
    assert table["one"].to_list() == ["asa marta", "asa marta", "al hakim", "dsouza", "yilmaz", None]
    assert table.select(parts_of(pl.col("one"))).to_series().to_list()[:3] == [["asa", "marta"]] * 2 + [["hakim"]]


def test_before_anything_is_linked_everybody_is_counted_and_the_check_says_so(named):
    assert persons(named) == 10
    assert told(named, "people_not_compared") == [
        "10 of 10 people in the lists of names have not been compared, or are written in another way since"
    ]


def test_what_is_certain_is_linked_and_the_rest_is_asked(named):
    report = link_people(named.write(), today=TODAY)
    assert (report.certain, report.linked, report.undecided, report.most) == (1, 1, 3, 3)
    assert report.lists == {"own_id|forening": 5, "personal_number": 5}
    assert persons(named) == 9
    assert told(named, "undecided_people") == [
        "3 pairs of people may each be one person and are counted as two: up to 3 people too many"
    ]
    assert told(named, "people_not_compared") == []


def test_a_yes_links_and_a_no_is_never_asked_again(named):
    parameters = named.write()
    link_people(parameters, today=TODAY)
    answer(named, {"Beganovic": ("ja", "the coach knows her"), "Öberg Lind": ("nej", "two persons")})
    report = link_people(parameters, today=TODAY)
    assert (report.answers, report.linked, report.undecided) == (2, 2, 1)
    assert persons(named) == 8
    again = link_people(parameters, today=TODAY)
    assert (again.answers, again.certain, again.linked, again.undecided) == (0, 0, 2, 1)
    assert "Öberg Lind" not in str(review(named).rows())


def test_a_link_by_the_rule_can_be_undone(named):
    parameters = named.write()
    link_people(parameters, today=TODAY)
    answer(named, {"Akesson": ("no", "a namesake")}, sheet="linked")
    assert link_people(parameters, today=TODAY).linked == 0
    assert persons(named) == 10


def test_a_no_can_be_overruled(named):
    parameters = named.write()
    link_people(parameters, today=TODAY)
    answer(named, {"Öberg Lind": ("no", "")})
    assert link_people(parameters, today=TODAY).linked == 1
    answer(named, {"Öberg Lind": ("yes", "the phone is his")}, sheet="apart")
    assert link_people(parameters, today=TODAY).linked == 2


def test_a_pair_that_is_alike_no_more_is_asked_no_more(named):
    link_people(named.write(), today=TODAY)
    write(named, NAMES, MEMBERS.replace("Beganovic, Dana;1990-12-04", "Lindgren, Vera;1961-10-09"))
    assert link_people(named.write(), today=TODAY).undecided == 2
    assert told(named, "undecided_people")[0].startswith("2 pairs of people")


def test_names_are_in_the_review_file_alone(named):
    link_people(named.write(), today=TODAY)
    answer(named, {"Beganovic": ("yes", "")})
    link_people(named.write(), today=TODAY)
    journal = (named.folder / "linkage" / "journal.jsonl").read_text(encoding="utf-8")
    study = named.open(date(2010, 12, 31))
    everything = journal + str([table.rows() for table in study.tables.values()]) + named.check().to_text()
    for name in ("Akesson", "akesson", "Beganov", "beganov", "Hassan", "hassan", "0701234567", "1982-11-22"):
        assert name not in everything
    assert "identity_details" not in study.tables
    assert "Beganovic" in str(review(named, "linked").rows())


def test_the_folder_is_for_its_owner_and_outside_git(named):
    link_people(named.write(), today=TODAY)
    folder = named.folder / "linkage"
    modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in (folder, *folder.iterdir())}
    assert (modes["linkage"], modes["journal.jsonl"], modes["review.xlsx"]) == (0o700, 0o600, 0o600)
    assert (folder / ".gitignore").read_text() == "*\n"


def test_the_journal_is_only_added_to_and_says_by_whom(named):
    parameters = named.write()
    link_people(parameters, today=TODAY)
    before = (named.folder / "linkage" / "journal.jsonl").read_bytes()
    answer(named, {"Beganovic": ("yes", "same phone as at the coach's")})
    link_people(parameters, today=TODAY)
    after = (named.folder / "linkage" / "journal.jsonl").read_bytes()
    assert after.startswith(before)
    added = [json.loads(line) for line in after[len(before) :].splitlines()]
    assert [(one["kind"], one.get("by"), one.get("reason")) for one in added] == [
        ("answered", "researcher", "same phone as at the coach's"),
        ("compared", None, None),
    ]


def test_the_same_lists_give_the_same_pairs_whatever_their_order(named):
    link_people(named.write(), today=TODAY)
    first = read_journal(named.folder / "linkage")
    (named.folder / "linkage" / "journal.jsonl").unlink()
    head_file(named.write()).unlink()
    head, *rows = MEMBERS.splitlines()
    write(named, NAMES, "\n".join([head, *rows[::-1]]) + "\n")
    link_people(named.write(), today=TODAY)
    second = read_journal(named.folder / "linkage")
    assert (second.proposed, second.answers) == (first.proposed, first.answers)


def test_two_numbers_of_one_list_are_never_one_person(named):
    write(named, NAMES, MEMBERS + "6;Begovic, Danna;1990-04-12;\n")
    parameters = named.write()
    link_people(parameters, today=TODAY)
    answer(named, {"Beganovic": ("yes", ""), "Danna": ("yes", "")})
    before = read_journal(named.folder / "linkage").content
    with pytest.raises(SourceError, match="two different numbers of one list would be one person"):
        link_people(parameters, today=TODAY)
    assert read_journal(named.folder / "linkage").content == before


def test_twins_and_namesakes_are_left_to_her(named):
    twin = valid_number("19810203", "240")
    write(named, NAMES + f"{twin};Britta;Åkesson\n", MEMBERS)
    report = link_people(named.write(), today=TODAY)
    assert (report.certain, report.undecided) == (0, 5)
    assert report.most == 4  # number 1 can be one of the two, not both


@pytest.mark.parametrize(
    ("said", "match"),
    [
        (("perhaps", ""), r"review.xlsx \[decide\], row \d: the answer is neither yes nor no"),
        (("yes", "Dana said so"), "the reason holds a name or an identity number"),
        (("yes", valid_number("19640823", "323")), "the reason holds a name or an identity number"),
    ],
)
def test_an_answer_that_cannot_be_accepted_records_nothing(named, said, match):
    parameters = named.write()
    link_people(parameters, today=TODAY)
    answer(named, {"Beganovic": said, "Öberg Lind": ("yes", "")})
    before = read_journal(named.folder / "linkage").content
    with pytest.raises(SourceError, match=match) as refused:
        link_people(parameters, today=TODAY)
    assert "Dana" not in str(refused.value)
    assert read_journal(named.folder / "linkage").content == before


def test_people_with_a_number_in_common_are_not_compared(named):
    named.add_source(
        partner="forening", table="identity_link", file="koppling.csv", recorded_on="2010-12-01",
        id_scheme="forening", identifier={"column": "pnr", "kind": "personal_number"}, columns={"own_id": "nr"},
    )  # fmt: skip
    (named.folder / "koppling.csv").write_text(f"pnr;nr\n{PNR['dana']};3\n", encoding="utf-8")
    report = link_people(named.write(), today=TODAY)
    assert (report.certain, report.undecided) == (1, 2)
    assert persons(named) == 8


def test_a_person_written_in_another_way_since_is_told(named):
    link_people(named.write(), today=TODAY)
    write(named, NAMES, MEMBERS.replace("Sjöström, Per", "Sjöström Ek, Per") + "7;Ny, Person;1980-02-02;\n")
    assert told(named, "people_not_compared")[0].startswith("2 of 11 people")


def test_a_cell_that_looks_like_a_formula_stays_text(named):
    write(named, NAMES, MEMBERS.replace("Beganovic, Dana", '"=HYPERLINK(""http://x"")-Beganovic, Dana"'))
    link_people(named.write(), today=TODAY)
    assert (
        review(named)["last_name 2"].str.contains("^=HYPERLINK").any()
        or review(named)["last_name 1"].str.contains("^=HYPERLINK").any()
    )


def test_a_damaged_journal_is_no_empty_one(named, tmp_path: Path):
    link_people(named.write(), today=TODAY)
    with (named.folder / "linkage" / "journal.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"kind": "answered", "pair": ["a"]}\n')
    with pytest.raises(SourceError, match="this line of the journal of linked people cannot be read"):
        named.open(date(2010, 12, 31))


def test_a_line_that_was_interrupted_is_written_again(named):
    link_people(named.write(), today=TODAY)
    path = named.folder / "linkage" / "journal.jsonl"
    whole = read_journal(path.parent)
    path.write_bytes(path.read_bytes() + b'{"kind": "answ')
    assert read_journal(path.parent) == whole
    link_people(named.write(), today=TODAY)
    assert read_journal(path.parent).answers == whole.answers
    assert b'answ{"' not in path.read_bytes()


def test_the_study_knows_which_decisions_it_was_opened_with(named):
    before = named.open(date(2010, 12, 31)).data_hash
    link_people(named.write(), today=TODAY)
    assert named.open(date(2010, 12, 31)).data_hash != before


def test_an_empty_line_more_is_no_decision(tmp_path: Path):
    add_to_journal(tmp_path / "new", [])
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("linked", [True, False])
def test_an_erased_person_is_neither_compared_nor_shown_nor_recorded_again(named, linked):
    parameters = named.write()
    link_people(parameters, today=TODAY)
    if linked:
        answer(named, {"Beganovic": ("yes", "")})
        link_people(parameters, today=TODAY)
    register_person(parameters, PNR["dana"])
    answer(named, {"Öberg Lind": ("no", ""), "Beganovic": ("yes", "")})
    before = read_journal(named.folder / "linkage")
    report = link_people(parameters, today=TODAY)
    shown = str([review(named, sheet).rows() for sheet in ("decide", "linked", "apart")])
    assert "Begović" not in shown
    assert "Beganovic" not in shown
    assert (report.answers, report.linked, report.undecided) == (1, 1, 1)
    new = (named.folder / "linkage" / "journal.jsonl").read_bytes()[len(before.content) :].decode()
    hers = {pid for pair in _pairs_of(named, before, "dana") for pid in pair}
    assert hers
    assert not [pid for pid in hers if pid in new]
    assert report.lists == {"own_id|forening": 4 if linked else 5, "personal_number": 4}
    assert told(named, "people_not_compared") == []
    assert told(named, "undecided_people")[0].startswith("1 pairs of people")


def test_an_erased_person_who_was_never_compared_is_not_told_for_ever(named):
    register_person(named.write(), PNR["dana"])
    link_people(named.write(), today=TODAY)
    assert told(named, "people_not_compared") == []


def _pairs_of(study, journal, name):
    key = read_key(study.folder / "key")
    pid = key.pseudonyms(pl.Series([PNR[name].replace("-", "")]), namespace="personal_number")[0]
    return [pair for pair in {*journal.proposed, *journal.answers} if pid in pair]


def test_who_demands_erasure_by_consent_is_not_compared_before_a_run_has_entered_it(named):
    named.consents = [consent(PNR["dana"], erase=1)]
    assert link_people(named.write(), today=TODAY).lists == {"own_id|forening": 5, "personal_number": 4}
    assert "Begović" not in str(review(named).rows())


def test_nobody_is_compared_without_the_register_of_erased_people(named):
    register_person(named.write(), PNR["dana"])
    register_file(named.folder / "key").unlink()
    with pytest.raises(ErasureError, match="People who were erased would come back"):
        link_people(named.write(), today=TODAY)
    assert not (named.folder / "linkage").exists()


def test_a_lost_journal_is_no_empty_one(named):
    parameters, journal = named.write(), named.folder / "linkage" / "journal.jsonl"
    link_people(parameters, today=TODAY)
    whole = journal.read_bytes()
    for left in (b"", whole[: whole.index(b"\n") + 1]):
        journal.unlink() if not left else journal.write_bytes(left)
        with pytest.raises(SourceError, match="would be counted twice"):
            named.open(date(2010, 12, 31))
        with pytest.raises(SourceError, match="would be counted twice"):
            link_people(parameters, today=TODAY)
    journal.write_bytes(whole)
    named.open(date(2010, 12, 31))


def test_a_reason_with_a_line_separator_of_its_own_is_one_line(tmp_path: Path):
    told = {"kind": "answered", "pair": ["a", "b"], "answer": "yes", "by": "her", "on": "2010-01-01"}
    add_to_journal(tmp_path / "linkage", [told | {"reason": "x\u2028y"}])
    assert read_journal(tmp_path / "linkage").answered("yes") == [("a", "b")]
