"""What a cell counts in the tables of process, equity, targets and ESF+: read where it is sure, else left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from research_kit.display import catalogue
from research_kit.reporting.read_back.numbers import Number
from tests.attack.statements import Group, Key, Told

ANSWERS = ("process-", "equity-", "targets-", "esf-plus-")
WAITS = (
    "referral_to_decision", "referral_to_enrolment", "enrolment_to_contact", "enrolment_to_activity",
    "referral_to_activity",
)  # fmt: skip
STAYS = ("dropped_out", "completed")
GATES = ("accepted", "enrolled", "activity")
CHARTS = ("activity_within_30_days", "median_wait", "missed_contacts", "contacts_per_month", "attendance")
PHASES = ("waiting_or_in_project", "referred", "in_project", "work", "education", "ended", "neither")
OWN_WORDS = {
    "utredningsfas": "utredning", "assessment phase": "utredning",
    "rekryteringsfas": "rekrytering", "recruitment phase": "rekrytering",
    "deltagare totalt": "participants", "participants in all": "participants",
    "deltagare samtidigt": "at_once", "participants at the same time": "at_once",
    "i arbete eller reguljära studier": "work_or_education", "in work or regular education": "work_or_education",
}  # fmt: skip
"""The study's own names of its phases and goals, in both languages."""
PHASE_TIMES = (3, 6, 9, 12)
TARGETS = ("work_or_education", "closer A", "closer B", "together A", "together B")
HALF = "lika många utrikes och inrikes födda"
"""What the study aimed at in public, and holds its groups against."""
_PART_OF = "column-representation-"
_CODE = re.compile(r"(EEC[OR]\d\d)\b")
QUARTER = re.compile(r"(?P<year>20\d\d) kv (?P<number>[1-4])|Q(?P<q>[1-4]) (?P<y>20\d\d)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands: its quarter, its item, its heads without quarters, and the number of its table in the item.

    `tables` is how many tables the item has: only where all are there is it sure which one this is.
    """

    quarter: str
    text: str
    item: str
    row: str
    column: str
    caption: str
    turn: int
    tables: int


@dataclass(frozen=True)
class AnswerReader:
    """The cells of one page's tables in one language; `group` reads the name of a group."""

    language: str
    group: Callable[[str], Group]

    def told(self, at: Place, numbers: Sequence[Number]) -> Iterator[Told]:
        """What one cell tells of people; nothing where its table is not known."""
        table = next(at.item.removeprefix(name) for name in ANSWERS if at.item.startswith(name))
        reader = self._readers.get(table)
        if reader is not None and numbers:
            yield from reader(at, numbers[0])

    @property
    def _readers(self) -> dict[str, Callable[[Place, Number], Iterator[Told]]]:
        return {
            "waits": self._wait,
            "waits-median": self._of_those("wait referral_to_activity n"),
            "dropout": self._stay,
            "attendance": self._of_those("attends"),
            "offers": self._offer,
            "contacts": self._of_those("contacts"),
            "charts": self._chart,
            "phases": self._phase,
            "stock": self._stock,
            "flow-balance": self._of_those("balance"),
            "access": self._gate,
            "representation": self._represented,
            "attainment": self._attained,
            "progress": self._progress,
            "forecast": self._forecast,
            "indicators": self._indicator,
        }

    # --- process

    def _wait(self, at: Place, number: Number) -> Iterator[Told]:
        kind = self._named(at.caption, {wait: f"what-{wait}" for wait in WAITS})
        if kind:
            yield from self._within(
                at, number, (f"wait {kind}", f"wait {kind} n", f"wait {kind} unknown"), "column-day"
            )

    def _stay(self, at: Place, number: Number) -> Iterator[Told]:
        cause = self._named(at.caption, {stay: f"what-{stay}" for stay in STAYS})
        if cause:
            yield from self._within(at, number, (f"stay {cause}", "stay n", "stay unknown"), "column-month")

    def _within(self, at: Place, number: Number, names: tuple[str, str, str], time: str) -> Iterator[Told]:
        """People, and of these the share to which it had happened by a time."""
        part, whole, perhaps = names
        digits = re.search(r"\d+", at.column)
        if self._is_people(at):
            yield self._people(at, whole, number)
        elif digits and number.unit == "%" and at.column == self._word(time, t=int(digits[0])):
            t = int(digits[0])
            yield self._share(at, number, (f"{part}@{t}", whole, f"{perhaps}@{t}"))

    def _of_those(self, what: str) -> Callable[[Place, Number], Iterator[Told]]:
        """Only the column of people is read: the rest tells of hours, days or meetings."""

        def people(at: Place, number: Number) -> Iterator[Told]:
            if self._is_people(at):
                yield self._people(at, what, number)

        return people

    def _offer(self, at: Place, number: Number) -> Iterator[Told]:
        if self._is_people(at):
            yield self._people(at, "offered", number)
        elif at.column == self._word("column-offers-share_declined") and number.unit == "%":
            yield self._share(at, number, ("declined", "offered", "offered unknown"))

    def _chart(self, at: Place, number: Number) -> Iterator[Told]:
        quarter, _, group = at.row.partition(", ")
        statistic = next((one for one in CHARTS if self._word(f"chart-{one}") in at.caption), "")
        when = QUARTER.fullmatch(quarter)
        if not statistic or when is None or not self._is_people(at):
            return
        own = () if group == self._word("group-all-in-sentence") else self.group(group[:1].upper() + group[1:])
        if not any(name == "part" for name, _ in own):
            yield Told(Key(at.quarter, own, f"chart {statistic} {quarter_of(when)}"), at.text, n=int(number.value))

    def _phase(self, at: Place, number: Number) -> Iterator[Told]:
        """The tables do not say their time: it is sure only where one stands for each time."""
        states = {self._word(f"state-{phase}").lower(): phase for phase in PHASES}
        phase = states.get(at.column.lower()) or OWN_WORDS.get(at.column.lower())
        if self._is_people(at):
            yield self._people(at, "phases n", number)
        elif phase and number.unit == "%" and at.tables == len(PHASE_TIMES):
            t = PHASE_TIMES[at.turn]
            yield self._share(at, number, (f"phase {phase}@{t}", "phases n", f"phase unknown@{t}"))

    def _stock(self, at: Place, number: Number) -> Iterator[Told]:
        when = QUARTER.fullmatch(at.row)
        if when is not None and at.column != self._word("column-plan"):
            yield Told(
                Key(at.quarter, self.group(at.column), f"at once {quarter_of(when)}"), at.text, n=int(number.value)
            )

    # --- equity, targets, ESF+

    def _gate(self, at: Place, number: Number) -> Iterator[Told]:
        """The people are those of the first gate: fewer have been referred long enough for the later ones."""
        gate = self._named_as(at.column, {gate: f"column-access-{gate}" for gate in GATES})
        if self._is_people(at):
            yield self._people(at, "gate accepted n", number)
        elif gate and number.unit == "%":
            yield self._share(at, number, (f"gate {gate}", f"gate {gate} n", f"gate {gate} unknown"))

    def _represented(self, at: Place, number: Number) -> Iterator[Told]:
        """A group's part of those who came this far, as so many times the half that was aimed at."""
        what = self._named_as(at.column, {"referred": f"{_PART_OF}referred", "n": f"{_PART_OF}enrolled"})
        if what and at.caption.endswith(HALF):
            key = Key(at.quarter, self.group(at.row), what)
            yield Told(key, at.text, percent=50 * number.value, of="everybody", room=0.25)

    def _attained(self, at: Place, number: Number) -> Iterator[Told]:
        what = f"attains {TARGETS[at.turn]}" if at.tables == len(TARGETS) else ""
        if not what:
            return
        if self._is_people(at):
            yield self._people(at, f"{what} n", number)
        elif at.column == self._word("column-share") and number.unit == "%":
            yield self._share(at, number, (what, f"{what} n", f"{what} unknown"))

    def _progress(self, at: Place, number: Number) -> Iterator[Told]:
        goal = OWN_WORDS.get(at.row.lower())
        if goal and at.column != self._word("column-goal"):
            yield Told(Key(at.quarter, self.group(at.column), f"so far {goal}"), at.text, n=int(number.value))

    def _forecast(self, at: Place, number: Number) -> Iterator[Told]:
        """Whoever has come, or reached the goal, is among those foretold: the lower limit is no less than they are."""
        goal = OWN_WORDS.get(at.row.lower())
        what = "so far participants" if goal == "participants" else f"attains {goal}"
        if goal and at.column == self._word("column-forecast-95"):
            yield Told(Key(at.quarter, (), what), at.text, at_most=int(number.value))

    def _indicator(self, at: Place, number: Number) -> Iterator[Told]:
        code = _CODE.match(at.row)
        left = self._named_as(at.row, {one: f"indicator-{one}" for one in ("left_28_days", "left_6_months")})
        what = code[1] if code else left
        if what:
            yield Told(Key(at.quarter, self.group(at.column), what), at.text, n=int(number.value))

    # --- words

    def _is_people(self, at: Place) -> bool:
        return at.column == self._word("column-people")

    def _people(self, at: Place, what: str, number: Number) -> Told:
        return Told(Key(at.quarter, self.group(at.row), what), at.text, n=int(number.value))

    def _share(self, at: Place, number: Number, names: tuple[str, str, str]) -> Told:
        part, whole, perhaps = names
        key = Key(at.quarter, self.group(at.row), part)
        return Told(key, at.text, percent=int(number.value), of=whole, perhaps=perhaps)

    def _named(self, text: str, keys: dict[str, str]) -> str:
        """Which of these words a caption ends with, the longest where it is several."""
        found = [name for name, key in keys.items() if text.endswith(self._word(key))]
        return max(found, key=lambda name: len(self._word(keys[name])), default="")

    def _named_as(self, text: str, keys: dict[str, str]) -> str:
        return next((name for name, key in keys.items() if text == self._word(key)), "")

    def _word(self, key: str, **values: str | int) -> str:
        return catalogue.text(self.language, key, **values)


def quarter_of(match: re.Match[str]) -> str:
    return f"{match['year'] or match['y']}-Q{match['number'] or match['q']}"
