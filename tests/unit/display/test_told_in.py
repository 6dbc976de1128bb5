"""A run shows released things in the languages of its pages alone; everywhere else they carry all there are."""

from __future__ import annotations

from research_kit.display import MIME, show
from research_kit.display.told_in import pages_in, told_in
from tests.unit.display.made_up import samba


def item_of(shown) -> dict:
    return shown._repr_mimebundle_()[MIME]


def test_an_item_is_shown_in_the_languages_of_the_pages_and_no_others():
    answer = samba()["time_to_employment"]
    whole = item_of(show(answer, "within"))
    with pages_in(["en"]):
        part = item_of(show(answer, "within"))
    assert set(whole["languages"]) == set(told_in()) > {"en"}
    assert part["languages"] == {"en": whole["languages"]["en"]}
    assert part["section"]["titles"] == {"en": whole["section"]["titles"]["en"]}
    assert part["contents"] == {"en": whole["contents"]["en"]}


def test_the_notebooks_own_language_is_shown_in_the_notebook_and_not_on_the_page():
    with pages_in(["en"]):
        shown = show(samba()["time_to_employment"], "within", language="sv")
    assert shown.html["sv"] in shown._repr_mimebundle_()["text/html"]
    with pages_in(["en"]):
        assert set(item_of(shown)["languages"]) == {"en"}


def test_what_was_asked_before_is_asked_again_afterwards():
    with pages_in(["sv"]), pages_in(["en"]):
        assert told_in() == ("en",)
    assert set(told_in()) > {"sv", "en"}
