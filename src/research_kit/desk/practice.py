"""A new study to learn on: invented people, in files as messy as partners send them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from research_kit.desk.new_study import NewStudy, make_study
from research_kit.synthetic.demo import SEEDS, STUDIES

LIKE = "samba"
_INVENTED = "  synthetic: true                    # invented people: every page says so"
TODAY = date(2011, 7, 1)
"""The day on which it is made as if: the study then reports what was known two years after its start."""


def make_practice(folder: str | Path, *, name: str | None = None) -> NewStudy:
    """Write a new study as `make_study` does, marked as invented, with the files of its partners in `data/`.

    Raises
    ------
    DeclarationError
        The name cannot be used, or a file of the study is there already: nothing has been written.
    """
    from research_kit.synthetic.partner_files import write_partner_files

    study = make_study(folder, name=name, today=TODAY)
    text = study.parameters.read_text(encoding="utf-8")
    study.parameters.write_text(text.replace("\nstudy:\n", f"\nstudy:\n{_INVENTED}\n", 1), encoding="utf-8")
    write_partner_files(STUDIES[LIKE](), study.folder / "data" / study.name, seed=SEEDS[LIKE])
    return study
