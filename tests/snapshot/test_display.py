"""Sentences, tables and figure texts as a reader meets them: plain files, read in review.

`python -m tests.snapshot.test_display` writes them again; the difference then shows in the review.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import polars as pl
import pytest

from research_kit.display import page_footer, page_header, render_item
from research_kit.display.untold import questions, render_untold
from tests.unit.display.made_up import RELEASES
from tests.unit.display.made_up_beside import STATUSES, in_status, states_jointly

FOLDER = Path(__file__).parent / "display"
LANGUAGES = ("sv", "en")
BESIDE = ("sustained", "bounds", "standardised", "adjusted", "states")
_BREAKS = re.compile(r"</(?:p|h1|h2|h3|h4|div|dt|dd|li|tr|caption|title|desc|text|figcaption|summary)>")


def readable(html: str) -> str:
    """The text of HTML, one line per paragraph, cell rows with bars; narrow spaces shown as plain ones."""
    wide_only = re.sub(r'<svg class="n".*?</svg>', "", html, flags=re.S)
    lines = re.sub(r"</t[hd]>(?=<t[hd])", " | ", wide_only)
    plain = unescape(re.sub(r"<[^>]+>", "", _BREAKS.sub("\n", lines)))
    kept = [re.sub(r"[ \u202f\u00a0]+", " ", line).strip() for line in plain.splitlines()]
    return "\n".join(line for line in kept if line) + "\n"


@cache
def texts() -> dict[str, str]:
    """Every snapshot by its file name."""
    found = {}
    for name, make in RELEASES.items():
        release = make()
        for language in LANGUAGES:
            parts = [readable(page_header(release, language=language))]
            for answer in release.values():
                for table in answer.values():
                    html = render_item(table, answer.subject, language=language, item_id="x", siblings=answer.tables)
                    parts.append(f"=== {answer.name}.{table.name}\n{readable(html)}")
            parts.append(readable(page_footer(release, language=language, version="0")))
            found[f"{name}_{language}.txt"] = "\n".join(parts)
    found |= {f"statuses_{language}.txt": _statuses(language) for language in LANGUAGES}
    found |= {f"jointly_{language}.txt": _jointly(language) for language in LANGUAGES}
    return found | {f"carried_{language}.txt": _carried(language) for language in LANGUAGES}


def _statuses(language: str) -> str:
    """The tables beside the headline where every row is wide, too little, not to be answered, or withheld."""
    answer = RELEASES["samba"]()["time_to_employment"]
    parts = []
    for name in BESIDE:
        for status in STATUSES:
            table = in_status(answer[name], status)
            html = render_item(table, answer.subject, language=language, item_id="x", siblings=answer.tables)
            without_numbers = re.sub(r"<svg.*?</svg>|<details>.*?</details>", "", html, flags=re.S)
            parts.append(f"=== {name}, {status}\n{readable(without_numbers)}")
    return "\n".join(parts)


def _jointly(language: str) -> str:
    """Where people are, told as one for some; and the item of what cannot be answered."""
    subject = RELEASES["samba"]()["time_to_employment"].subject
    states = render_item(states_jointly(), subject, language=language, item_id="x")
    asked = questions((*BESIDE, "flow", "composition", "known"), language=language)
    return f"{readable(states)}\n=== untold\n{readable(render_untold(asked, language=language))}"


def _carried(language: str) -> str:
    """The page where what is told of women, and of everybody after 6 months, is from an earlier release."""
    is_carried = (pl.col("gender") == "woman") | (pl.col("gender").is_null() & (pl.col("time") == 6.0))
    marks = pl.when(is_carried).then(pl.lit("2010-Q4")).alias("as_of")
    parts = []
    for answer in RELEASES["samba"]().values():
        tables = {name: replace(table, table=table.table.with_columns(marks)) for name, table in answer.items()}
        for name, table in tables.items():
            html = render_item(table, answer.subject, language=language, item_id="x", siblings=tables)
            parts.append(f"=== {answer.name}.{name}\n{readable(html)}")
    return "\n".join(parts)


@pytest.mark.parametrize(
    "name",
    [f"{study}_{language}.txt" for study in (*RELEASES, "statuses", "jointly", "carried") for language in LANGUAGES],
)
def test_what_a_reader_meets_has_not_changed(name: str) -> None:
    expected = (FOLDER / name).read_text(encoding="utf-8")
    assert texts()[name] == expected, "read the change; then `python -m tests.snapshot.test_display`"


def main() -> None:
    """Write every snapshot again."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
