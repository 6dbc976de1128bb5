"""Whether somebody in the lists of names waits: to be compared, or to be decided on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from research_kit.study.checks.fault_log import FaultLog
from research_kit.study.declaration import DataDeclaration, read_data_declaration
from research_kit.study.intake import Door, open_key, read_intake
from research_kit.study.name_linkage.at_the_door import with_links_by_name
from research_kit.study.name_linkage.people import DETAILS
from research_kit.study.safe_errors import scrubbed_errors

_READ = (DETAILS, "identity_link", "consent")
_WAIT = ("undecided_people", "people_not_compared")


def names_wait(parameters: Path, *, today: date) -> bool:
    """Whether anybody has not been compared, or stands in a pair that nobody has decided on.

    Only the lists of names, links and consents are read; nobody is compared.
    """
    data = read_data_declaration(parameters)
    if len({source.partner for source in data.sources if source.table == DETAILS}) < 2:
        return False
    with scrubbed_errors():
        key = open_key(data, parameters.parent)
        tables = read_names(data, parameters, Door(folder=parameters.parent, key=key, today=today, log=FaultLog()))
        log = FaultLog()
        with_links_by_name(tables, data, parameters, key=key, log=log)
        return bool(log.table()["rule"].is_in(_WAIT).any())


def read_names(data: DataDeclaration, parameters: Path, door: Door) -> Mapping[str, pl.DataFrame]:
    """The tables that tell who people are: names, links between numbers, and consents."""
    sources = [source for source in data.sources if source.table in _READ]
    return read_intake(data.model_copy(update={"sources": sources}), parameters, door).tables
