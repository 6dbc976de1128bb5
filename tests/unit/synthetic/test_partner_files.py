import json
from datetime import timedelta

import polars as pl
import pytest

from research_kit.study import codes
from research_kit.study.declaration import Source, read_data_declaration, read_study_declaration
from research_kit.study.identity_numbers import contains_identity_number
from research_kit.study.opening import check_study, open_study
from research_kit.study.schemas import SCHEMAS
from research_kit.synthetic.partner_files import DELIVERIES, write_partner_files
from research_kit.synthetic.studies import botkyrka_like, samba_like


def test_the_same_seed_gives_the_same_bytes(write_study, written):
    again = write_study(written.data.name)
    names = [path.relative_to(written.data) for path in written.paths]
    assert names == [path.relative_to(again.data) for path in again.paths]
    for name in names:
        assert (written.data / name).read_bytes() == (again.data / name).read_bytes(), name


def test_another_seed_gives_other_people(write_study, written):
    other = write_study(written.data.name, seed=2)
    pairs = zip(written.paths, other.paths, strict=True)
    same = {one.stem for one, another in pairs if one.read_bytes() == another.read_bytes()}
    assert same <= {"insatser", "fragor", "organisationer", "jamforelsetal", "truth"}


def test_the_parameters_file_declares_what_is_delivered(written):
    name = written.data.name
    declared = read_data_declaration(written.parameters).sources
    assert list(declared) == [Source.model_validate(one.declared(f"../data/{name}")) for one in DELIVERIES[name]()]
    assert {(written.parameters.parent / source.file).resolve() for source in declared} == {
        path.resolve() for path in written.paths[:-2]
    }


def test_five_partners_deliver_three_formats_and_every_table(written):
    sources = read_data_declaration(written.parameters).sources
    assert len({source.partner for source in sources}) == 5
    assert {source.file.rsplit(".", 1)[-1] for source in sources} >= {"csv", "txt", "xlsx", "parquet"}
    missing = set(SCHEMAS) - {source.table for source in sources}
    assert missing == ({"spell_duration"} if written.data.name == "samba" else {"spell_duration", "phase"})


def test_the_study_opens_without_blocking_faults_early_on_time_and_afterwards(written):
    study = read_study_declaration(written.parameters)
    cuts = [study.starts_on + timedelta(days=75), study.as_of, study.ends_on + timedelta(days=365)]
    enrolled = [open_study(written.parameters, as_of=cut).table("enrolment").height for cut in cuts]
    assert enrolled == sorted(enrolled)
    assert enrolled[1] > 0.5 * study.planned_participants
    assert enrolled[-1] == pytest.approx(study.planned_participants, rel=0.06)


def test_the_check_repairs_or_warns_about_what_is_messy(written):
    faults = check_study(written.parameters).table
    assert set(faults["severity"]) == {"warning"}
    assert {"identical_duplicate", "attended_at_most_planned", "conflicting_attribute"} <= set(faults["rule"])


def test_two_partners_know_some_of_the_same_people(written):
    merged = open_study(written.parameters).rows.filter(pl.col("reason") == "merged_with_another_partners_row")
    assert merged["rows"].sum() > 5


def test_deliveries_are_late_corrected_and_untidy(write_study):
    written = write_study("samba")
    text = (written.data / "kommunen" / "remisser.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")
    lines = text.decode("cp1252").splitlines()
    assert any(" ;" in line or "; " in line for line in lines)
    assert any("ANTAGEN" in line or "VÄNTAR" in line for line in lines)
    assert (written.data / "arbetsformedlingen" / "deltagare.txt").read_bytes().startswith(b"\xef\xbb\xbf")
    waves = pl.read_parquet(written.data / "projektet" / "uppfoljningar.parquet")
    held = waves.filter(pl.col("Genomförd").is_not_null())
    delay = (held["Registrerad"] - held["Genomförd"]).dt.total_days()
    assert delay.min() >= 0
    assert 0.02 < (delay >= 30).mean() < 0.10
    history = held.unique().filter(pl.struct("Inskrivning", "Uppföljning nr").is_duplicated())
    assert history.height > 0
    assert waves["Bortfall"].is_not_null().mean() > 0.1


def test_a_coordination_number_and_three_ways_of_writing_occur(write_study):
    written = write_study("samba", participants=600)
    numbers = pl.read_csv(written.data / "kommunen" / "samtycken.csv", separator=";", encoding="cp1252")["Personnummer"]
    assert 0.95 < numbers.str.contains(r"^\d{8}-\d{4}$").mean() < 1
    assert (numbers.str.slice(6, 2).cast(int) > 60).any()
    service = pl.read_csv(written.data / "arbetsformedlingen" / "deltagare.txt", separator="\t")["Pnr"]
    assert 0.95 < service.str.contains(r"^\d{6}-\d{4}$").mean() < 1


def test_the_readme_says_that_everybody_is_invented(written):
    readme = (written.data / "README.txt").read_text(encoding="utf-8")
    assert "invented" in readme
    assert "påhittade" in readme


def test_the_truth_is_beside_the_data_and_in_no_source(written):
    truth = json.loads((written.data / "truth.json").read_text(encoding="utf-8"))
    assert truth["synthetic"]
    assert "truth.json" not in written.parameters.read_text(encoding="utf-8")


def test_no_identity_number_stands_in_the_parameters_file_or_the_truth(written):
    assert not contains_identity_number(written.parameters.read_text(encoding="utf-8"))
    assert not contains_identity_number((written.data / "truth.json").read_text(encoding="utf-8"))


def test_partners_codes_are_all_translated_to_known_codes():
    for deliveries in DELIVERIES.values():
        for delivery in deliveries():
            for column, table in delivery.codes.items():
                if column == "kind" and delivery.table == "status_spell":
                    assert set(table.values()) <= set(codes.STATUS_KIND)
                assert len(set(table.values())) == len(table), (delivery.file, column)


@pytest.mark.parametrize("participants", [0, 10_001])
def test_a_number_of_participants_out_of_reach_is_refused(tmp_path, participants):
    with pytest.raises(ValueError, match="write_analysis_frames"):
        write_partner_files(samba_like(), tmp_path / "data", seed=1, participants=participants)
    assert not (tmp_path / "data").exists()


def test_botkyrka_has_three_versions_of_every_activity():
    assert {len(activity.versions) for activity in botkyrka_like().activities} == {3}


def test_a_large_study_opens_too(write_study):
    written = write_study("samba", participants=2_000)
    assert open_study(written.parameters).table("enrolment").height > 1_200
