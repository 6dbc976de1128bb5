"""Easy-read Swedish: every text says the same numbers as plain Swedish, in short sentences of common words."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from fluent.syntax import ast, parse

from research_kit.display import catalogue
from research_kit.reporting.read_back.numbers import numbers_in
from tests.unit.display.lix import lix

EASY, FEWEST = "easy-read", 7
"""LIX means little of fewer words than this: one long name of a group decides it."""
SAMPLES = {
    **dict.fromkeys(("group", "group-lower", "high", "groups", "text"), "kvinnor"),
    **dict.fromkeys(("other", "low"), "män"),
    **dict.fromkeys(("x", "work", "lowest"), "3 av 10"),
    **dict.fromkeys(("education", "kept", "p"), "2 av 10"),
    **dict.fromkeys(("in_project", "neither", "highest"), "5 av 10"),
    **dict.fromkeys(("d", "gap"), "12 punkter"),
    **dict.fromkeys(("main", "said"), "Inom 12 månader hade 3 av 10 börjat arbeta"),
    "outcome": "börjat arbeta",
    "what": "kurser",
    "range": "mellan 2 och 4 av 10",
    "reason": "det är få.",
    "people": "8 personer",
    "list": "kvinnor mot män",
    "title": "Samba",
    "theme": "språk",
    "name": "Arbete",
    "allowed": "ålder",
    "quarter": "2011 kv 2",
    "day": "30 juni 2011",
    "on": "3 maj 2010",
    "since": "maj 2010",
    "start": "maj 2009",
    "end": "juni 2011",
    "source": "registret",
    "verdict": "Ja",
    "where": "innan de kom in",
    "who": "Någon",
    "about": "vägen in",
    "by": "styrgruppen",
    "why": "Det är bra.",
    "question": "Hur går det?",
}
"""What stands where a text has something filled in; all others are numbers."""


def entries(language):
    """The texts that a language has itself."""
    before = "\n".join(catalogue.source(one) for one in catalogue.chain(language)[1:])
    own = catalogue.source(language).replace(before, "") if before else catalogue.source(language)
    return {entry.id.name: entry.value for entry in parse(own).body if isinstance(entry, ast.Message)}


def readings(pattern):
    """Every way in which a text may read, its variables as `{name}`."""
    said = [""]
    for element in pattern.elements:
        if not hasattr(element, "expression"):
            pieces = [element.value]
        elif hasattr(element.expression, "variants"):
            pieces = [one for variant in element.expression.variants for one in readings(variant.value)]
        else:
            pieces = [f"{{{element.expression.id.name}}}"]
        said = [before + piece for before in said for piece in pieces]
    return said


def standing(text):
    """The numbers that stand in a text whatever is filled in."""
    return tuple(sorted(number.value for number in numbers_in(re.sub(r"\{.*?\}", "…", text), language="sv")))


def filled(text):
    said = re.sub(r"\{(.*?)\}", lambda match: SAMPLES.get(match[1], "12"), text).strip()
    return said if re.search(r"[.!?:]$", said) else f"{said}."


SWEDISH, OWN = entries("sv"), entries(EASY)
SHARED = sorted({*SWEDISH} & {*OWN})


def test_the_board_page_is_rewritten():
    assert len(SHARED) > 850  # of the 1,640 texts; names of rows, columns and axes are those of plain Swedish
    for prefix in ("caption-", "sure-", "not-said-", "reason-", "ending-", "said-", "ask-", "footer-", "page-kick"):
        keys = [key for key in SWEDISH if key.startswith(prefix)]
        assert sum(key in OWN for key in keys) >= 0.8 * len(keys), prefix


@pytest.mark.parametrize("key", SHARED)
def test_a_text_says_the_same_numbers_as_in_swedish(key):
    swedish, easy = readings(SWEDISH[key]), readings(OWN[key])
    assert {standing(one) for one in easy} == {standing(one) for one in swedish}
    assert Counter(re.findall(r"\{(.*?)\}", easy[-1])) == Counter(re.findall(r"\{(.*?)\}", swedish[-1]))


def test_every_text_is_easy_to_read():
    said = {key: filled(one) for key, pattern in OWN.items() for one in readings(pattern)}
    hard = {key: (round(lix(text)), text) for key, text in said.items() if lix(text) > 30}
    assert {key: told for key, told in hard.items() if len(told[1].split()) >= FEWEST} == {}


def test_no_sentence_is_long():
    said = [filled(one) for pattern in OWN.values() for one in readings(pattern)]
    sentences = [part for text in said for part in re.split(r"(?<=[.!?:]) ", text)]
    assert [one for one in sentences if len(one.split()) > 22] == []


def test_the_words_of_plain_swedish_that_are_hard_do_not_occur():
    said = " ".join(one for pattern in OWN.values() for one in readings(pattern)).lower()
    assert re.findall(r"underlag|fastställ|prickad|prickat|uppskattning|spann|hänvis|osäkerhet|sannolik", said) == []


def test_every_uncertain_sentence_still_says_how_uncertain():
    for key in ("ending-plausibly", "ending-range", "ending-uncertainty", "ending-wide", "ending-limits"):
        said = catalogue.text(EASY, key, main="Så är det", range="mellan 2 och 4 av 10", lo="2", hi="4")
        assert "osäkert" in said
        assert {"2", "4"} <= set(re.findall(r"\d", said))
        assert "(" not in said


def test_few_people_are_why_only_a_large_change_would_show():
    assert catalogue.text(EASY, "change-unseen", gap="20 av 100").startswith("Så få har kommit att")
