"""Whatever is done to a partner's file, the check gives a report: no crash, no value, no planted number."""

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from research_kit.errors import ResearchKitError
from research_kit.study import check_study, open_study
from tests.property.examples import examples
from tests.unit.study.conftest import PLANTED, SmallStudy

TEXTS = ("people", "referrals", "enrolments", "participations")
DATES = ("2010-13-45", "0000-00-00", "2010-03")
DEBRIS = st.sampled_from(
    ["", ";", ",", '"', "\n", "\t", "\x00", "-1", "å", "ja", "1e999", "9" * 40, "x" * 300, "٣", *DATES, PLANTED]
)


@given(
    damages=st.lists(
        st.tuples(st.sampled_from(TEXTS), st.floats(0, 1), st.integers(0, 40), DEBRIS), min_size=1, max_size=4
    )
)
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_gives_a_report(damages):
    with tempfile.TemporaryDirectory() as folder:
        study = SmallStudy(Path(folder))
        for name, place, length, debris in damages:
            text = getattr(study, name)
            start = int(place * len(text))
            setattr(study, name, text[:start] + debris + text[start + length :])
        study.people = study.people.encode("cp1252", "replace").decode("cp1252")
        path = study.write()
        report = check_study(path)
        shown = report.to_text() + report.to_html()
        try:
            opened = open_study(path)
            assert not report.blocking
            shown += "".join(rows.select(~pl.selectors.list()).write_csv() for rows in opened.tables.values())
        except ResearchKitError as error:
            shown += str(error)
            assert report.blocking
        assert "fault of research-kit" not in shown
        assert PLANTED[2:] not in shown
        assert PLANTED[2:].replace("-", "") not in shown
