"""The explorer's controls: a labelled list for each choice, in reading order, to be used from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from threading import get_ident
from typing import Any

import ipywidgets

from research_kit.desk.explorer.choice import Choice
from research_kit.desk.explorer.wording import ALL, Options, Wording
from research_kit.results import Answer

NAMES = ("outcome", "shown", "months", "split", "group", "since", "until")
"""In reading order; each is a text of the catalogue, `desk-outcome` and so on."""
COUNTING = ("outcome", "split", "group", "since", "until")
"""Controls that change what is counted; the others change how it is told."""


class Controls:
    """A list for each choice. `changed` is called after somebody has chosen, never when the explorer sets one."""

    def __init__(self, wording: Wording, changed: Callable[[], None]) -> None:
        self._wording, self._changed = wording, changed
        self._offering: int | None = None
        offered: dict[str, Options] = {
            "outcome": wording.outcomes(),
            "split": wording.splits(),
            "group": wording.groups(),
            "since": wording.since(),
            "until": wording.until(),
        }
        self.lists = {name: self._list(name, offered.get(name, [])) for name in NAMES}
        for one in self.lists.values():
            one.observe(self._tell, names="value")

    def choice(self) -> Choice:
        """What is chosen now."""
        value = {name: one.value for name, one in self.lists.items()}
        return Choice(
            outcome=value["outcome"],
            by=value["split"],
            table=value["shown"] or "",
            months=value["months"] or None,
            since=value["since"] or None,
            until=value["until"] or None,
            group=value["group"] or None,
        )

    def offer(self, choice: Choice, answer: Answer) -> None:
        """Offer the tables and months that the answer has, and set those of the choice."""
        self._offering = get_ident()
        try:
            self._set("shown", self._wording.tables(answer, choice.outcome), choice.table)
            self._set("months", self._wording.months(answer, choice.table), choice.months or ALL)
        finally:
            self._offering = None

    def _set(self, name: str, options: Options, value: object) -> None:
        one = self.lists[name]
        if [*one.options] != options:
            one.options = options
        one.value = value
        one.disabled = len(options) < 2

    def _list(self, name: str, options: Options) -> Any:
        return ipywidgets.Dropdown(
            options=options,
            description=self._wording.text(name),
            description_allow_html=False,
            disabled=name not in COUNTING or len(options) < 2,
            layout=ipywidgets.Layout(width="auto", min_width="0", height="auto"),
            style={"description_width": "auto"},
        )

    def _tell(self, change: Any) -> None:
        del change
        if self._offering != get_ident():  # somebody may choose while the thread that has counted sets the lists
            self._changed()
