"""Alerts in the ledger: what was found at each data load, what was reported, what was closed, and what was sent.

Only ever added to, as releases are. Which alerts stand open is read from the whole chain: a yellow as long as the
latest data load gives it, a red and a report until they have been closed. Entries hold codes, never a count.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

from research_kit.errors import LedgerError
from research_kit.ledger.entry import Entry
from research_kit.ledger.store import append_entry, damaged, head_of, read_entries
from research_kit.results.alerts import Alert, Level

ALERTS = "alerts"
"""The folder of the alerts in a study's ledger."""
_FILE = "alerts.json"
_CLOSED_BY = ("remeasurement", "decision")
_LOOK, _LOAD, _REPORT, _CLOSED, _SENT = "look", "load", "report", "closed", "sent"


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenAlert:
    """An alert that stands open: since which day's data, and by which entry of the ledger."""

    alert: Alert
    since: date
    entry: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """What closes an alert: the id of a re-measurement or of a decision, who says so, and from which day it holds."""

    by: str
    on: date
    kind: str
    closed_by: str

    def __post_init__(self) -> None:
        if self.kind not in _CLOSED_BY or not self.closed_by.strip() or not self.by.strip():
            raise LedgerError(
                "an alert is closed by somebody, with a re-measurement or with a decision: give who (a role), and "
                "`remeasurement:ID` or `decision:ID`. Nothing was closed."
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class DataLoad:
    """Data that were looked at for alerts: as known on which day, their hash, and whether it was a planned look."""

    as_of: date
    data_hash: str
    is_look: bool


@dataclass(frozen=True, kw_only=True)
class AlertRecord:
    """Everything that happened to a study's alerts, oldest first."""

    entries: tuple[Entry, ...] = ()

    @property
    def head(self) -> str:
        """The hash of the last entry."""
        return head_of(self.entries)

    @property
    def latest_load(self) -> DataLoad | None:
        """The data load of the latest day, the last entered where one day has several."""
        loads = [entry for entry in self.entries if _is_load(entry)]
        return _load_of(max(loads, key=_when)) if loads else None

    @cached_property
    def open(self) -> tuple[OpenAlert, ...]:
        """The alerts that stand open now: red, yellow, reports; of each level the oldest first."""
        reds = {one.alert.key: one for one in reversed(self._unclosed(self._reds))}
        return (*reversed(reds.values()), *self._yellows, *self._unclosed(self._reports))

    @property
    def untold(self) -> tuple[OpenAlert, ...]:
        """The alerts that stand open, and were opened after the latest message."""
        told = max((int(entry.facts["up_to"]) for entry in self.entries if _what(entry) == _SENT), default=0)
        return tuple(one for one in self.open if one.entry > told)

    def standing(self, *, opened_before: date, known_on: date) -> tuple[str, ...]:
        """The keys of the reds of looks before one day that nothing known on another has closed."""
        until = [closing for closing in self._closings if _day(closing) <= known_on]
        found = [one for one in self._reds if one.since < opened_before and not _is_closed(one, until)]
        return tuple(dict.fromkeys(one.alert.key for one in found))

    @cached_property
    def _closings(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if _what(entry) == _CLOSED)

    @cached_property
    def _reds(self) -> tuple[OpenAlert, ...]:
        """Every red of every look, the oldest first."""
        found = [one for entry in self.entries if _is_load(entry) for one in _opened(entry) if one.alert.level == "red"]
        return tuple(sorted(found, key=lambda one: (one.since, one.entry)))

    @cached_property
    def _reports(self) -> tuple[OpenAlert, ...]:
        return tuple(one for entry in self.entries if _what(entry) == _REPORT for one in _opened(entry))

    @cached_property
    def _yellows(self) -> tuple[OpenAlert, ...]:
        """Those of the latest load, each since the first of the loads that gave it without a break."""
        since: dict[str, OpenAlert] = {}
        for entry in sorted((entry for entry in self.entries if _is_load(entry)), key=_when):
            found = [one for one in _opened(entry) if one.alert.level == "yellow"]
            since = {one.alert.key: since.get(one.alert.key, one) for one in found}
        return tuple(since.values())

    def _unclosed(self, alerts: Sequence[OpenAlert]) -> tuple[OpenAlert, ...]:
        return tuple(one for one in alerts if not _is_closed(one, self._closings))


def read_alerts(folder: str | Path) -> AlertRecord:
    """What happened to the alerts of a study.

    Parameters
    ----------
    folder
        The study's ledger, such as `ledger/samba`.

    Raises
    ------
    LedgerError
        An entry is missing, was changed, moved or put in by hand.
    """
    chain = Path(folder) / ALERTS
    record = AlertRecord(entries=read_entries(chain))
    for entry in record.entries:
        if _what(entry) not in (_LOOK, _LOAD, _REPORT, _CLOSED, _SENT) or set(entry.files) != {_FILE}:
            raise damaged(chain, f"`{entry.name}` is no entry about alerts")
    return record


def enter_load(folder: Path, load: DataLoad, found: Sequence[Alert]) -> Entry | None:
    """Enter what a data load gave; nothing where the same was entered of the same data before.

    Reds that stand from earlier looks are not entered again: they stand by their own entry.
    """
    facts = {"what": _LOOK if load.is_look else _LOAD, "as_of": str(load.as_of), "data": load.data_hash}
    new = [alert for alert in found if not alert.stands]
    text = _text(new)
    for entry in read_alerts(folder).entries:
        if dict(entry.facts) == facts and (entry.folder / _FILE).read_text(encoding="utf-8") == text:
            return None
    return _enter(folder, text, facts)


def enter_report(folder: Path, report: Alert, *, on: date) -> Entry:
    """Enter a report of unequal access: each one counts, the same said again too."""
    return _enter(folder, _text([report]), {"what": _REPORT, "as_of": str(on)})


def enter_closing(folder: Path, key: str, closing: Closing) -> Entry:
    """Enter that an alert is closed.

    Raises
    ------
    LedgerError
        No red alert or report of that key stands open; a yellow ends by itself with the data.
    """
    open_ = {one.alert.key: one.alert for one in read_alerts(folder).open if one.alert.level != "yellow"}
    if key not in open_:
        there = "; ".join(open_) or "none"
        raise LedgerError(
            f"no red alert or report `{key}` stands open in {folder / ALERTS}. Open are: {there}. A yellow alert ends "
            "by itself when the data no longer give it. Nothing was closed."
        )
    said = {"by": closing.by.strip(), closing.kind: closing.closed_by.strip()}
    return _enter(folder, _text([open_[key]]), {"what": _CLOSED, "as_of": str(closing.on), **said})


def enter_sent(folder: Path, *, up_to: int, on: date) -> Entry:
    """Enter that everything opened by the entries up to a number was sent to its recipients."""
    return _enter(folder, _text([]), {"what": _SENT, "as_of": str(on), "up_to": str(up_to)})


def _enter(folder: Path, text: str, facts: Mapping[str, str]) -> Entry:
    chain = folder / ALERTS
    with tempfile.TemporaryDirectory(prefix="alerts-") as files:
        Path(files, _FILE).write_text(text, encoding="utf-8")
        label = f"{facts['as_of']}-{facts['what']}"
        return append_entry(chain, Path(files), label=label, facts=facts, after=head_of(read_entries(chain)))


def _text(alerts: Sequence[Alert]) -> str:
    said = [{key: value for key, value in asdict(alert).items() if key != "stands"} for alert in alerts]
    return json.dumps({"alerts": said}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _opened(entry: Entry) -> list[OpenAlert]:
    try:
        said = json.loads((entry.folder / _FILE).read_text(encoding="utf-8"))["alerts"]
        return [OpenAlert(alert=_alert(one), since=_day(entry), entry=entry.number) for one in said]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        why = f"`{entry.name}` is not readable: {type(error).__name__}"
        raise damaged(entry.folder.parent, why) from None


def _alert(said: Mapping[str, Any]) -> Alert:
    alert = Alert(**said)
    texts = (alert.group, alert.compared_with, alert.statistic, alert.outcome)
    is_chance = alert.chance is None or (isinstance(alert.chance, float) and 0 <= alert.chance <= 1)
    if alert.level not in get_args(Level) or not is_chance or not all(isinstance(text, str) for text in texts):
        raise TypeError
    return alert


def _is_closed(one: OpenAlert, closings: Sequence[Entry]) -> bool:
    """Whether a closing of the same alert came after it: with later data, or later of the same day's."""
    return any(
        (_day(closing), closing.number) > (one.since, one.entry) and _opened(closing)[0].alert.key == one.alert.key
        for closing in closings
    )


def _what(entry: Entry) -> str:
    return entry.facts.get("what", "")


def _is_load(entry: Entry) -> bool:
    return _what(entry) in (_LOOK, _LOAD)


def _load_of(entry: Entry) -> DataLoad:
    return DataLoad(as_of=_day(entry), data_hash=entry.facts["data"], is_look=_what(entry) == _LOOK)


def _day(entry: Entry) -> date:
    return date.fromisoformat(entry.facts["as_of"])


def _when(entry: Entry) -> tuple[date, int]:
    return _day(entry), entry.number
