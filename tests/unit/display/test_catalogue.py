from __future__ import annotations

import re

import pytest

from research_kit.display import catalogue
from research_kit.display.words import ROW_REASONS
from research_kit.errors import ResearchKitError
from research_kit.results import GUARDS
from research_kit.study.codes import MISSING_REASON, REFERRAL_DECISION
from tests.unit.display.lix import lix

CAUSAL = {
    "sv": r"effekt av|tack vare|ledde till|leder till|beror på|berodde på|på grund av|orsaka|bidr(?:ar|og) till",
    "easy-read": r"effekt|tack vare|le(?:dde|der|tt) till|ber(?:or|odde) på|på grund av|orsak|bidr(?:ar|og) till",
    "en": r"effect of|because of|led to|leads to|due to|thanks to|caused|contribut",
}
ALLOWED = ("effect-LED_TO-", "closer-")
"""Texts about a design by lot, which alone may say a cause, and the participants' own words (METHODS 5.5)."""
GUARD_CODES = (
    *("ABSENCE", "MATURE", "CUT", "DETECT", "CAUSE", "SUSTAIN", "EVER", "DEFSWITCH", "DENOM", "IMMORTAL", "MEDIATOR"),
    *("PH", "COMPLETED", "ONGOING", "LOOK", "SHRINK", "RTM", "CEILING", "CAUSAL", "DELTA", "DOSE", "TRUNC"),
    "MIDPOINT",
)


def source(language):
    """What a language has itself."""
    before = {*catalogue.chain(language)} - {language}
    whole = catalogue.source(language)
    for other in before:
        whole = whole.replace(catalogue.source(other), "")
    return whole


def messages(language):
    return dict(re.findall(r"^([a-zA-Z][\w-]*) = ((?:.*\n?)(?:[ }].*\n?)*)", source(language), flags=re.M))


def variables(text):
    return set(re.findall(r"\$([\w-]+)", text))


@pytest.mark.parametrize("language", [x for x in catalogue.languages() if x != "sv"])
def test_every_language_has_the_keys_and_variables_of_swedish(language):
    swedish, other = messages("sv"), messages(language)
    if catalogue.own(language, "language-falls-back-on") is None:
        assert set(swedish) == set(other)
    assert set(other) - set(swedish) <= {"language-falls-back-on"}
    # A language may leave out a fact that it does not need, never ask for one that Swedish does not get.
    assert {key for key in {*swedish} & {*other} if variables(other[key]) - variables(swedish[key])} == set()


@pytest.mark.parametrize("language", catalogue.languages())
def test_no_text_claims_a_cause(language):
    said = [text for key, text in messages(language).items() if not key.startswith(ALLOWED)]
    assert re.findall(CAUSAL[language], "\n".join(said), flags=re.I) == []


def test_every_guard_and_reason_has_a_text():
    keys = messages("sv")
    assert {f"guard-G-{code}" for code in GUARD_CODES} <= set(keys)
    assert {f"guard-{code}" for code in GUARDS} <= set(keys)
    assert {f"reason-{reason}" for reason in ROW_REASONS} <= set(keys)


def test_everybody_who_came_no_further_has_a_reason_in_words():
    """The codes of `cohort.flow`: a code without a text would stand in the page as it is, in English."""
    own = {"not_eligible", "not_enrolled_yet", "no_activity_yet", "ended", "not_known", "not_due", "withdrawn"}
    codes = own | {*MISSING_REASON} | {*REFERRAL_DECISION} - {"accepted"}
    for language in ("sv", "en"):
        assert {f"lost-{code}" for code in codes} <= set(messages(language))


@pytest.mark.parametrize("language", catalogue.languages())
def test_no_key_is_written_twice(language):
    keys = re.findall(r"^([a-zA-Z][\w-]*) =", source(language), flags=re.M)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("prefix", ["not-said", "sure", "caption", "footer", "gaps", "within-", "reason", "guard"])
def test_the_longer_swedish_texts_are_plain(prefix):
    texts = [t for key, t in messages("sv").items() if key.startswith(prefix)]
    text = " ".join(re.sub(r"\{ \$\w+ \}", "3", t).strip() for t in texts)
    assert lix(text) <= 45


def test_an_unknown_key_and_an_unknown_language_say_what_to_do():
    with pytest.raises(ResearchKitError, match="Add it to every language"):
        catalogue.text("sv", "no-such-key")
    with pytest.raises(ResearchKitError, match=r"Add the folder `display/language/fi`"):
        catalogue.text("fi", "group-all")


def test_a_missing_variable_is_an_error_not_a_hole():
    with pytest.raises(ResearchKitError, match="could not be filled in"):
        catalogue.text("sv", "page-title", title="x")


def test_texts_carry_no_isolation_marks():
    assert "\u2068" not in catalogue.text("sv", "of-ten", x="4")
