"""What was written down before anybody looked counts as registered; the same written down later does not."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from research_kit.results.registered import registered_of


@pytest.mark.parametrize(("day", "counts"), [(date(2010, 1, 1), True), (date(2010, 9, 1), False), (None, False)])
def test_a_family_and_a_protocol_count_where_they_were_registered_in_the_first_quarter(day, counts):
    equity = SimpleNamespace(registered_on=day, family=("foreign_born_women_vs_rest",))
    effects = (SimpleNamespace(activity="course", registered_on=day),)
    study = SimpleNamespace(promises=SimpleNamespace(equity=equity, effects=effects), starts_on=date(2010, 1, 1))
    found = registered_of(study)
    assert (bool(found.gaps), bool(found.protocols)) == (counts, counts)
