from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from research_kit.disclosure.released_table import SEAL, ReleasedTable
from research_kit.display import render_item
from research_kit.display.figures.group_curves import by_group, curve_figures, rising
from research_kit.display.figures.label_places import spread
from research_kit.display.figures.marks import marks_of
from research_kit.display.figures.scale import GAP_STEPS, SHARE_STEPS, scale_of
from research_kit.display.figures.text_width import text_width, wrap
from research_kit.display.rows import EVERYBODY, Group, rows_of
from research_kit.display.words import Words
from research_kit.results import Subject, result_frame
from tests.unit.display.made_up import RELEASES, botkyrka, samba, samba_subject, spells

heights = st.lists(st.floats(10, 60), min_size=1, max_size=6)


@given(heights, st.data())
def test_labels_never_overlap_and_start_inside(sizes, data):
    wanted = data.draw(st.lists(st.floats(0, 300), min_size=len(sizes), max_size=len(sizes)))
    places = spread(wanted, sizes, low=0, high=300)
    boxes = sorted((p - h / 2, p + h / 2) for p, h in zip(places, sizes, strict=True))
    assert boxes[0][0] >= -1e-6
    assert all(after[0] >= before[1] - 1e-6 for before, after in pairwise(boxes))
    if sum(sizes) + 4 * len(sizes) <= 300:
        assert boxes[-1][1] <= 300 + 1e-6


@given(st.text(alphabet="abcdefghåäö WMi", min_size=1, max_size=80), st.floats(60, 300))
def test_wrapped_lines_fit_and_keep_every_letter(text, width):
    lines = wrap(text, width)
    assert all(text_width(line) <= width for line in lines)
    assert re.sub(r"[\s-]", "", "".join(lines)) == re.sub(r"\s", "", text)


def test_a_scale_holds_nought_and_every_value():
    scale = scale_of([-0.34, 0.07], str, steps=GAP_STEPS)
    assert scale.low <= -0.34
    assert scale.high >= 0.07
    assert any(tick == 0 for tick, _ in scale.ticks)
    assert scale_of([0.76], str, steps=SHARE_STEPS).high == pytest.approx(0.8)


def test_birth_is_hue_and_gender_is_shape():
    women = Group((("gender", "woman"), ("foreign_born", "yes")))
    men = Group((("gender", "man"), ("foreign_born", "no")))
    only = Group((("gender", "man"),))
    marks = marks_of([EVERYBODY, women, men, only])
    assert (marks[women].hue, marks[women].shape, marks[women].dash) == ("o", "circle", "")
    assert (marks[men].hue, marks[men].shape, marks[men].dash) == ("b", "square", "dash")
    assert marks[only].hue == "g"


def test_orange_is_for_foreign_born_and_nothing_else():
    for release in RELEASES.values():
        for answer in release().values():
            for table in answer.values():
                groups = {row.group for row in rows_of(table)}
                orange = {g for g, mark in marks_of(groups, tell_apart=True).items() if mark.hue == "o"}
                assert all(g.code("foreign_born") == "yes" for g in orange)


def test_lines_of_a_studys_own_groups_differ_in_hue_or_shape():
    answer = spells()["time_to_employment"]
    (figure,) = curve_figures(rows_of(answer["curve"]), Words("sv", answer.subject))
    looks = {(line.mark.hue, line.mark.shape) for line in figure.lines}
    assert len(looks) == len(figure.lines) == 4


def test_a_curve_of_those_to_whom_it_has_not_happened_is_turned_over():
    answer = spells()["time_to_employment"]
    rows = rows_of(answer["curve"])
    before, after = by_group(rows)[EVERYBODY][-1], by_group(rising(rows))[EVERYBODY][-1]
    assert after.estimate == pytest.approx(1 - before.estimate)
    assert (after.lower, after.upper) == (pytest.approx(1 - before.upper), pytest.approx(1 - before.lower))


def test_more_than_four_groups_become_small_panels_with_everybody_behind():
    answer = botkyrka()["time_to_employment"]
    (figure,) = curve_figures(rows_of(answer["curve"]), Words("sv", answer.subject))
    assert len(figure.lines) == 5
    assert figure.total is not None
    assert any("Prickade: Utbildning okänd" in words for words, _ in figure.notes)


def test_the_text_alternative_holds_every_estimate_of_the_figure():
    answer = samba()["time_to_employment"]
    html = render_item(answer["within"], samba_subject(), language="sv", item_id="x")
    told = re.search(r"<desc[^>]*>(.*?)</desc>", html).group(1)
    drawn = set(re.findall(r'class="bold">(\d+)\u202f%', html))
    assert drawn
    assert all(f"{n}\u202f%" in told for n in drawn)
    assert "prickad" in told
    assert "för lite underlag: 8 personer" in told


def test_a_withheld_number_is_nowhere_in_the_drawing():
    answer = samba()["time_to_employment"]
    html = render_item(answer["within"], samba_subject(), language="sv", item_id="x")
    assert html.count('class="dotc"') == 2  # one group, two drawings
    assert "None" not in html
    assert "nan" not in html.lower().replace("finnan", "")


@pytest.mark.parametrize("name", RELEASES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_item_is_the_same_every_time_and_well_formed(name, language):
    from xml.etree import ElementTree

    for answer in RELEASES[name]().values():
        for table in answer.values():
            one, two = (render_item(table, answer.subject, language=language, item_id="x") for _ in range(2))
            assert one == two
            for svg in re.findall(r"<svg.*?</svg>", one, flags=re.S):
                ElementTree.fromstring(svg)


def test_a_split_whose_curves_end_early_does_not_cut_off_the_curve_of_everybody() -> None:
    facts = {"statistic": "cumulative_incidence", "outcome": "strict", "cause": "employment", "status": "ok"}
    everybody = [(0.0, 0.0), (3.0, 0.05), (9.0, 0.17)]
    early = [(0.0, 0.0), (3.0, 0.0)]
    rows = [
        facts | {"education": None, "time": t, "estimate": v, "lower": v, "upper": v, "n": 60} for t, v in everybody
    ]
    rows += [facts | {"education": "9y", "time": t, "estimate": v, "lower": v, "upper": v, "n": 20} for t, v in early]
    table = ReleasedTable(
        name="curve", kind="curve", table=result_frame([pl.DataFrame(rows)], ("education",)), by=("education",),
        method_id="M3.2", sentence_key="M3.2", k=5, seal=SEAL,
    )  # fmt: skip
    subject = Subject(study="x", title={"sv": "X"}, as_of=date(2019, 6, 30))
    (figure,) = curve_figures(rows_of(table), Words("sv", subject))
    assert [line.end for line in figure.lines] == [(9.0, 0.17)]
