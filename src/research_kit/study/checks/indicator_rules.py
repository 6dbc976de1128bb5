"""The rules by which the board's indicators, and the questions they rest on, are checked."""

from __future__ import annotations

from research_kit.study.checks.rule import error, warning

INDICATOR_RULES = {
    "no_indicator_registry": warning(
        "the board has no registry of indicators: the values are told nowhere",
        "Write each indicator, with its decision, in the section `indicators` of the parameters file.",
    ),
    "unknown_indicator": error(
        "the indicator is not in the board's registry",
        "Known: {valid}. Correct the code, or let the board decide on it: section `indicators` of the parameters file.",
    ),
    "indicator_of_participants": error(
        "participants answer this indicator themselves", "Deliver their answers in `item_response`, and no value here."
    ),
    "indicator_period": error("the period is none that is read", "Write it as 2011, 2011-Q2 or 2011-04."),
    "indicator_without_version": warning(
        "no version of the indicator was in force all through the period: the value is not told",
        "Check the period, or `from_on` and `until_on` of the indicator's versions.",
    ),
    "indicator_out_of_range": error(
        "the value is outside what the indicator's measure or range allows",
        "Write a share as 0.62, not 62; correct the value with the partner.",
    ),
    "indicator_not_whole": error("the count is no whole number", "Correct it, or make the indicator a score."),
    "indicator_without_n": warning(
        "it says nothing of how many people the value rests on: the value is not shown",
        "Ask the partner for `n`; without it nobody knows whom the value would give away, or how sure it is.",
    ),
    "indicator_half_a_person": error(
        "the share is no whole number of the `n` people it is a share of", "Check both numbers with the partner."
    ),
    "indicator_parts_exceed": error(
        "the organisations together count more than the whole project (`all`)", "Check the values with the partners."
    ),
    "item_changed": error(
        "the question was delivered in two wordings or ranges under the same version",
        "Give the new wording a version of its own, with the day it was first used.",
    ),
    "unknown_item": error(
        "indicator `{indicator}` asks the question `{item}`, version {version}, which no partner has",
        "Correct its code or version, or ask the partner for that row of `item`.",
    ),
    "item_worded_otherwise": error(
        "the question is worded otherwise than the board decided under the same version",
        "A change of wording is a new version: of the question in `item`, and of the indicator with its decision.",
    ),
    "item_range_otherwise": error(
        "the question's lowest or highest answer is not the one that the board decided",
        "A change of range is a new version: of the question in `item`, and of the indicator with its decision.",
    ),
    "item_scale_otherwise": error(
        "the question is on another scale than the board decided", "Correct `scale` here or in the indicator."
    ),
    "item_version_not_decided": warning(
        "the question is asked in a version that no version of its indicator names: those answers are not told",
        "Let the board decide: a new version of the indicator, with the day, who decided and why.",
    ),
}
"""Rule name -> rule."""
