"""G-CAUSAL: what claims a cause is found in either language, inflected or not, and named; quotes are let through."""

from __future__ import annotations

import json
import re
from pathlib import Path
from shutil import copytree

import nbformat
import pytest

from research_kit.display import catalogue
from research_kit.errors import GuardError
from research_kit.reporting.causal_language import (
    causal_claims,
    quotes_of,
    require_catalogue_without_claims,
    require_no_causal_claims,
)
from research_kit.reporting.declaration import read_plan
from research_kit.reporting.rooms import run_board_room
from research_kit.reporting.run_edition import run_edition
from research_kit.study.declaration import read_study_declaration

ROOT = Path(__file__).parents[3]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SAMBA = read_study_declaration(ROOT / "parameters" / "samba.yaml")


def notebook(tmp_path, *texts, **metadata):
    cells = [nbformat.v4.new_markdown_cell(text) for text in texts]
    cells[-1].metadata.update(metadata)
    path = tmp_path / "06_activity_effects.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


@pytest.mark.parametrize(
    "text",
    [
        "Det är en effekt av kursen.",
        "Effekten av kursen är stor.",
        "Effekterna av kurserna syns.",
        "Det är tack vare kursen.",
        "TACK VARE kursen.",
        "Kursen **ledde till** arbete.",
        "Kursen leder ofta till arbete.",
        "Kursen har lett till arbete.",
        "Den kan leda till arbete.",
        "Det beror på kursen.",
        "Det berodde inte på slumpen.",
        "Det har berott på kursen.",
        "Kursen gjorde att fler fick arbete.",
        "Kursen orsakade det.",
        "Det medför fler i arbete.",
        "Kursen har bidragit till det.",
        "Det är på grund av kursen.",
        "The course caused it.",
        "It is due to the course.",
        "It resulted in more in work.",
        "The course contributed much to it.",
        "The effect of the course is large.",
        "The effects\nof the courses show.",
        "It is because of the course.",
        "The course _led_ to work.",
        "The course leads directly to work.",
        "A course leading to work.",
        "Courses lead to work.",
    ],
)
def test_a_claim_is_found_however_it_is_inflected_and_broken(text):
    assert len(list(causal_claims(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Att börja hänger ihop med fler i arbete.",
        "Starting goes together with more in work.",
        "The data point to more in work.",
        "Ledningen träffas till hösten.",
        "An effective list of courses.",
        "It misled tourists.",
    ],
)
def test_what_claims_nothing_is_let_through(text):
    assert list(causal_claims(text)) == []


def test_the_sentence_is_named_with_its_notebook_and_cell(tmp_path):
    path = notebook(tmp_path, "# Fine", "First a sentence. The language course led to more jobs. And another.")
    said = r'06_activity_effects\.ipynb, cell 2: "The language course led to more jobs\." says a cause \("led to"\)'
    with pytest.raises(GuardError, match=f"G-CAUSAL: {said}"):
        require_no_causal_claims(path, SAMBA)


def test_promises_and_questions_may_be_quoted_word_for_word_only(tmp_path):
    promise = next(one.source_text for one in SAMBA.promises.targets if "tack vare" in one.source_text)
    require_no_causal_claims(notebook(tmp_path, f"Målet: {promise}. Mer text."), SAMBA)
    require_no_causal_claims(notebook(tmp_path, 'Frågan gäller "tack vare projektet".'), SAMBA)
    changed = promise.replace("arbetsmarknaden", "målet")
    with pytest.raises(GuardError, match="tack vare"):
        require_no_causal_claims(notebook(tmp_path, changed), SAMBA)
    with pytest.raises(GuardError, match="tack vare"):
        require_no_causal_claims(notebook(tmp_path, f"{promise} Det är tack vare oss."), SAMBA)
    assert any("tack vare" in quote for quote in quotes_of(SAMBA))


def test_only_a_cell_about_a_finding_by_lot_may_name_a_cause(tmp_path):
    (trial, *others) = SAMBA.promises.effects
    lot = trial.assignment.model_copy(update={"by": "lot"})
    drawn = trial.model_copy(update={"design": "randomised", "assignment": lot})
    promises = SAMBA.promises.model_copy(update={"effects": (drawn, *others)})
    study = SAMBA.model_copy(update={"promises": promises})
    path = notebook(tmp_path, "The course led to more jobs.", finding=trial.activity)
    require_no_causal_claims(path, study)
    for wrong in (SAMBA, study.model_copy(update={"promises": promises.model_copy(update={"effects": tuple(others)})})):
        with pytest.raises(GuardError, match="G-CAUSAL"):
            require_no_causal_claims(path, wrong)
    other = notebook(tmp_path, "The course led to more jobs.", finding=others[0].activity)
    with pytest.raises(GuardError, match="G-CAUSAL"):
        require_no_causal_claims(other, study)


def test_code_is_no_text(tmp_path):
    path = tmp_path / "x.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("led_to = 'led to'")]), path)
    require_no_causal_claims(path, SAMBA)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_notebook_of_ours_claims_a_cause(path):
    assert json.loads(path.read_text())["cells"]
    require_no_causal_claims(path, SAMBA)


@pytest.mark.parametrize("language", catalogue.languages())
def test_no_catalogue_claims_a_cause_but_of_a_design_by_lot_and_in_the_participants_own_words(language):
    texts = dict(re.findall(r"^([a-zA-Z][\w-]*) = ((?:.*\n?)(?:[ }].*\n?)*)", catalogue.source(language), flags=re.M))
    require_catalogue_without_claims(texts, allowed=("effect-LED_TO-", "closer-", "heading-closer"))
    with pytest.raises(GuardError, match="effect-LED_TO-"):
        require_catalogue_without_claims(texts, allowed=("closer-", "heading-closer"))


def test_no_template_claims_a_cause():
    pages = [
        path for folder in ("reporting", "display") for path in (ROOT / "src" / "research_kit" / folder).rglob("*.j2")
    ]
    texts = {path.name: path.read_text(encoding="utf-8") for path in pages}
    assert texts
    require_catalogue_without_claims(texts, allowed=("(none)",))


def plan_with(tmp_path, sentence, notebook="02_time_to_employment"):
    for folder in ("parameters", "cohorts", "notebooks"):
        copytree(ROOT / folder, tmp_path / folder)
    path = tmp_path / "notebooks" / f"{notebook}.ipynb"
    written = nbformat.read(path, as_version=4)
    written.cells[3].source += f"\n\n{sentence}"
    nbformat.write(written, path)
    return read_plan(tmp_path / "parameters" / "samba.yaml", None)


@pytest.mark.parametrize(
    "name",
    ["02_time_to_employment", "04_participants_voice", "06_activity_effects", "07_targets_and_decisions"],
)
def test_a_run_stops_before_it_reads_any_data(tmp_path, name):
    plan = plan_with(tmp_path, "Språkkursen ledde till fler i arbete.", name)
    with pytest.raises(GuardError, match=rf'{name}\.ipynb, cell 4: "Språkkursen ledde till fler i arbete\."'):
        run_edition(plan)
    assert not (tmp_path / "reports").exists()


def test_pages_made_anew_are_looked_at_too(tmp_path):
    plan = plan_with(tmp_path, "It is because of the course.")
    with pytest.raises(GuardError, match="because of"):
        run_board_room(plan, tmp_path / "nothing", ("02_time_to_employment",), lambda _: None)
