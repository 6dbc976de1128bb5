"""YAML that unfolds, sinks or swells: refused in a moment, with a sentence, and nothing in it is run."""

from __future__ import annotations

import pytest

from research_kit.cohort.definition import read_cohort_definition
from research_kit.declarations import read_yaml
from research_kit.errors import DeclarationError

LAUGHS = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1} '] * 10)}]\n" for level in range(1, 10)
)
BOMBS = {
    "parts that unfold": (LAUGHS, "Write it out"),
    "brackets never closed": ("a: " + "[" * 400, "not readable"),
    "brackets closed": ("a: " + "[" * 400 + "]" * 400, "nested too deeply"),
    "mappings in mappings": ("a: " + "{a: " * 60 + "1" + "}" * 60, "nested too deeply"),
    "a number of a hundred thousand digits": ("a: " + "9" * 100_000, "thousands of digits"),
    "a tag that does not fit": ("a: !!float evil\n", "a tag"),
    "two documents": ("---\na: 1\n---\nb: 2\n", "another document"),
    "a key twice": ("a: 1\na: 2\n", "duplicate key"),
    "bytes": ("a: \x00\n", "not readable"),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_it_is_refused_with_a_sentence(bomb, tmp_path):
    text, said = BOMBS[bomb]
    path = tmp_path / "bomb.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError, match=said):
        read_yaml(path)


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!!python/module:evil", "!evil"]
)
def test_a_tag_makes_nothing(tag, tmp_path):
    path, proof = tmp_path / "tag.yaml", tmp_path / "proof"
    path.write_text(f"name: {tag} ['touch {proof}']\n", encoding="utf-8")
    with pytest.raises(DeclarationError):
        read_cohort_definition(path)
    assert not proof.exists()


def test_what_a_study_needs_is_not_refused(tmp_path):
    path = tmp_path / "deep.yaml"
    path.write_text("a: {b: {c: {d: {e: [1, [2, [3, {f: text}]]]}}}}\n", encoding="utf-8")
    assert read_yaml(path)["a"]["b"]["c"]["d"]["e"][1][1][1]["f"] == "text"
