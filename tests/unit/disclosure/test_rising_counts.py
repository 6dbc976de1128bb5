"""Which counts can only rise from one quarter to the next."""

from __future__ import annotations

import pytest

from research_kit.disclosure.read_together.rising_counts import rises


@pytest.mark.parametrize(("quantity", "rising"), [("followed_3", True), ("strict/followed@6", False)])
def test_who_was_reached_once_has_been_and_who_is_followed_may_not_be_later(quantity, rising):
    assert rises(quantity) == rising
