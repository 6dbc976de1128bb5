"""A person who is erased: known again under every id, told nowhere, and never back by accident."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from research_kit.errors import ErasureError
from research_kit.study.erased_people import (
    Register,
    all_ids_of,
    enter_in_register,
    marks_of,
    read_register,
    register_file,
    registered_persons,
)
from research_kit.study.erasure import register_delivered, register_person
from research_kit.study.name_linkage.journal import add_to_journal
from research_kit.study.pseudonyms import create_key, read_key
from research_kit.study.register_head import head_file
from tests.unit.study.conftest import PNR, consent

BEFORE, AFTER = date(2010, 12, 31), date(2011, 6, 30)


def key_file(study):
    return study.folder / "key"


def gone_from(study, name):
    """The person is in no table of the study, and the others are."""
    opened = study.open(AFTER)
    return all(len(rows) == 0 for rows in _rows_of(opened, study, name))


def _rows_of(opened, study, name):
    number = PNR[name].replace("-", "")
    pid = read_key(key_file(study)).pseudonyms(pl.Series([number]), namespace="personal_number")[0]
    return [rows.filter(pl.col("pid") == pid) for rows in opened.tables.values() if "pid" in rows.columns]


def test_an_erased_person_is_in_no_rerun_of_any_quarter(small_study):
    all_of_them = {day: small_study.open(day).table("participant").height for day in (BEFORE, AFTER)}
    hash_before = small_study.open(AFTER).data_hash
    done = register_person(small_study.write(), PNR["britt"])
    assert done.new >= 1
    assert done.files
    for day, persons in all_of_them.items():
        study = small_study.open(day)
        assert study.table("participant").height == persons - 1
        assert study.removed.erased == 1
    assert gone_from(small_study, "britt")
    assert not gone_from(small_study, "amina")
    assert small_study.open(AFTER).data_hash != hash_before
    assert register_person(small_study.write(), PNR["britt"]).new == 0


def test_the_register_holds_neither_number_nor_pseudonym_and_is_its_owners(small_study):
    register_person(small_study.write(), PNR["britt"].replace("-", ""))
    path = register_file(key_file(small_study))
    number = PNR["britt"].replace("-", "")
    pid = read_key(key_file(small_study)).pseudonyms(pl.Series([number]), namespace="personal_number")[0]
    text = path.read_text()
    assert number not in text
    assert pid not in text
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("written", ["", "   ", "19810203-0000", "Britt", "8102032380000"])
def test_what_is_no_number_erases_nobody_and_is_not_repeated(small_study, written):
    with pytest.raises(ErasureError, match="Nothing was entered") as refused:
        register_person(small_study.write(), written)
    assert not written.strip() or written.strip() not in str(refused.value)
    assert not register_file(key_file(small_study)).exists()


def test_somebody_of_whom_nothing_was_delivered_is_kept_out_of_what_comes(small_study):
    britt = PNR["britt"]
    lines = [line for line in small_study.people.splitlines() if britt not in line]
    there, small_study.people = small_study.people, "\n".join(lines) + "\n"
    register_person(small_study.write(), britt)
    small_study.people = there
    assert gone_from(small_study, "britt")


def test_a_withdrawal_holds_for_every_quarter_until_consent_is_given_anew(small_study):
    withdrawn = consent(PNR["britt"], withdrawn_on="2011-02-01", recorded_at="2011-02-02")
    small_study.consents = [consent(PNR["britt"]), withdrawn]
    small_study.open(BEFORE)
    assert register_delivered(small_study.write(), today=date(2011, 3, 1)).new >= 1
    assert small_study.open(BEFORE).removed.erased == 1
    small_study.consents += [consent(PNR["britt"], version=2, given_on="2011-04-01", recorded_at="2011-04-02")]
    assert small_study.open(AFTER).removed.erased == 0


def test_an_older_file_delivered_again_brings_nobody_back(small_study):
    there_before = consent(PNR["britt"], given_on="2010-01-05")
    withdrawn = consent(PNR["britt"], given_on="", withdrawn_on="2011-02-01", recorded_at="2011-02-02")
    small_study.consents = [withdrawn]
    small_study.open(AFTER)
    register_delivered(small_study.write(), today=date(2011, 3, 1))
    same_day = consent(PNR["britt"], given_on="2011-02-01", recorded_at="2011-02-02")
    for sent_again in ([there_before], [same_day]):
        small_study.consents = sent_again
        assert small_study.open(AFTER).removed.erased == 1
        register_delivered(small_study.write(), today=AFTER)
    small_study.consents = [consent(PNR["britt"], given_on="2011-02-02", recorded_at="2011-02-03")]
    assert small_study.open(AFTER).removed.erased == 0


def test_a_demand_for_erasure_holds_when_a_later_delivery_has_forgotten_it(small_study):
    small_study.consents = [consent(PNR["britt"], erase=1)]
    small_study.open(AFTER)
    register_delivered(small_study.write(), today=AFTER)
    small_study.consents = [consent(PNR["britt"], version=2, given_on="2011-04-01", recorded_at="2011-04-02")]
    assert small_study.open(AFTER).removed.erased == 1


def test_a_register_that_others_can_read_or_that_is_damaged_is_refused(small_study):
    register_person(small_study.write(), PNR["britt"])
    path = register_file(key_file(small_study))
    path.chmod(0o644)
    with pytest.raises(ErasureError, match=r"chmod 600"):
        small_study.open(AFTER)
    path.chmod(0o600)
    path.write_text(path.read_text()[:-9])
    with pytest.raises(ErasureError, match="lines of the register of erased people are damaged"):
        small_study.open(AFTER)


@pytest.mark.parametrize("left", [0, 1])
def test_a_register_that_is_lost_or_an_older_one_opens_nothing_and_is_not_begun_anew(small_study, left):
    register_person(small_study.write(), PNR["britt"])
    register_person(small_study.write(), PNR["carl"])
    path = register_file(key_file(small_study))
    marks, heads = path.read_text().splitlines(keepends=True), head_file(small_study.write()).read_text()
    path.write_text("".join(marks[:left])) if left else path.unlink()
    for ask in (
        lambda: small_study.open(AFTER),
        small_study.check,
        lambda: register_person(small_study.write(), PNR["dana"]),
        lambda: register_delivered(small_study.write(), today=AFTER),
    ):
        with pytest.raises(ErasureError, match="People who were erased would come back"):
            ask()
    assert head_file(small_study.write()).read_text() == heads
    path.write_text("".join(marks))
    path.chmod(0o600)
    assert small_study.open(AFTER).removed.erased == 2


def test_the_head_kept_in_git_is_hashes_alone_and_is_caught_up_with(small_study):
    parameters = small_study.write()
    register_delivered(parameters, today=AFTER)
    assert not head_file(parameters).exists(), "nobody was entered"
    register_person(parameters, PNR["britt"])
    text, marks = head_file(parameters).read_text(), register_file(key_file(small_study)).read_text().split()
    assert text.split() == [read_register(key_file(small_study)).head]
    assert not [mark for mark in marks if mark in text]
    head_file(parameters).unlink()  # stopped between the register and its head, or a register of before
    assert register_person(parameters, PNR["britt"]).new == 0
    assert head_file(parameters).read_text() == text


def test_an_own_id_typed_where_its_scheme_belongs_is_not_repeated(small_study):
    with pytest.raises(ErasureError, match=r"ids of such a scheme \(9 signs were given\)") as refused:
        register_person(small_study.write(), "7", scheme="medlem-77")
    assert "medlem-77" not in str(refused.value)


@pytest.fixture
def britt_by_name(small_study):
    """Britt is member 1 of an association, by a pair that was decided by name; gives the pair's two ids."""
    members = {"column": "nr", "kind": "own_id"}
    for table, more in {
        "identity_details": {"columns": {"name": "namn", "birth_date": "född"}},
        "participant": {"constants": {"gender": "unstated"}},
    }.items():
        small_study.add_source(
            partner="forening", table=table, file="medlemmar.csv", recorded_on="2010-12-01",
            identifier=members, **more,
        )  # fmt: skip
    (small_study.folder / "medlemmar.csv").write_text("nr;namn;född\n1;Åkesson, Britt;1981-02-03\n", encoding="utf-8")
    small_study.parameters["data"]["linkage_folder"] = "linkage"
    small_study.write()
    key = read_key(key_file(small_study))
    number = key.pseudonyms(pl.Series([PNR["britt"].replace("-", "")]), namespace="personal_number")[0]
    return number, key.pseudonyms(pl.Series(["1"]), namespace="own_id|forening")[0]


def linked_by_name(study, pair):
    said = {"kind": "answered", "answer": "yes", "by": "researcher", "on": "2011-01-01", "reason": ""}
    add_to_journal(study.folder / "linkage", [{**said, "pair": sorted(pair)}])


@pytest.mark.parametrize(("written", "scheme"), [(PNR["britt"], ""), ("1", "forening")])
def test_ids_linked_by_name_are_entered_and_their_files_named(small_study, britt_by_name, written, scheme):
    linked_by_name(small_study, britt_by_name)
    done = register_person(small_study.write(), written, scheme=scheme)
    assert {"forening: medlemmar.csv", "kommun: deltagare.csv"} <= set(done.files)
    assert not [file for file in done.files if "linked by name" in file]
    marks = set(read_register(key_file(small_study)).marks)
    assert marks == set(marks_of(britt_by_name, read_key(key_file(small_study)), demand="erased"))
    (small_study.folder / "linkage" / "journal.jsonl").unlink()
    assert gone_from(small_study, "britt")
    assert small_study.open(AFTER).removed.erased == 2


def test_a_delivered_demand_enters_the_ids_linked_by_name(small_study, britt_by_name):
    linked_by_name(small_study, britt_by_name)
    small_study.consents = [consent(PNR["britt"], erase=1)]
    assert register_delivered(small_study.write(), today=AFTER).new == 2


def test_before_anything_is_linked_by_name_people_can_be_erased(small_study, britt_by_name):
    small_study.consents = [consent(PNR["britt"], erase=1)]
    assert register_delivered(small_study.write(), today=AFTER).new == 1
    assert register_person(small_study.write(), "1", scheme="forening").new == 1
    assert not (small_study.folder / "linkage").exists()


def test_a_register_knows_its_earlier_heads_and_no_others(tmp_path):
    key = create_key(tmp_path / "a.key")
    heads = [""]
    for person in ("p", "q", "r"):
        enter_in_register(key, marks_of([person], read_key(key), demand="erased"))
        heads.append(read_register(key).head)
    register = read_register(key)
    assert all(map(register.knows, heads))
    assert not Register(register.marks[:-1]).knows(heads[-1])
    assert not Register(register.marks[1:]).knows(heads[1])


@settings(max_examples=60)
@given(
    links=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("pqr")), max_size=6),
    erased=st.sampled_from("abcpqr"),
)
def test_whoever_is_linked_to_an_erased_id_by_any_chain_is_erased(tmp_path_factory, links, erased):
    folder = tmp_path_factory.mktemp("key")
    key = read_key(create_key(folder / "a.key"))
    table = pl.DataFrame(links, schema={"own_id": pl.String, "pid": pl.String}, orient="row")
    tables = {"participant": pl.DataFrame({"pid": list("abcpqr")}), "identity_link": table}
    found = set(registered_persons(tables, key, Register(tuple(marks_of([erased], key, demand="erased")))))
    reached = {erased}
    for _ in range(6):
        reached |= {one for pair in links if reached & set(pair) for one in pair}
    assert found == reached
    assert set(all_ids_of(tables, [erased])) == reached


def test_somebody_with_a_partners_reserve_number_can_be_erased(small_study):
    source = small_study.source("participant")
    source["identifier"] = {**source["identifier"], "reserve_numbers": True}
    small_study.people += "ab-77 x;K;nej;1981;;9y;nej;2010-01-10\n"
    assert small_study.open(AFTER).removed.erased == 0
    done = register_person(small_study.write(), " AB-77 x ", scheme="kommun")
    assert done.files == ("kommun: deltagare.csv",)
    assert small_study.open(AFTER).removed.erased == 1
    with pytest.raises(ErasureError, match="There are: kommun"):
        register_person(small_study.write(), "AB-77 X", scheme="af")
