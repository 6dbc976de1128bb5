"""A file without a line of names is refused before any of its values is taken for the name of a column."""

from __future__ import annotations

import pytest

from research_kit.desk.partner_file import read_partner_file
from research_kit.errors import SourceError


@pytest.mark.parametrize("first", ["Anna Svensson;2010-03-01;kvinna", "Anna Svensson;75310;ja", "A;1,5;x"])
def test_a_file_without_names_of_columns_is_refused_without_its_values(tmp_path, first):
    path = tmp_path / "deltagare.csv"
    path.write_text(f"{first}\n{first.replace('Anna', 'Berit')}\n", encoding="utf-8")
    with pytest.raises(SourceError, match="1 of 3 names of columns are dates, numbers") as refusal:
        read_partner_file(path)
    assert not {"Anna", "Svensson", "75310", "2010"} & set(str(refusal.value).replace(";", " ").split())


def test_a_year_or_a_number_in_a_name_is_a_name(tmp_path):
    path = tmp_path / "deltagare.csv"
    path.write_text("Löpnr;Antal 2019-01-01;2019\n1;2;3\n", encoding="utf-8")
    (table,) = read_partner_file(path)
    assert table.raw.columns.columns == ["Löpnr", "Antal 2019-01-01", "2019"]
