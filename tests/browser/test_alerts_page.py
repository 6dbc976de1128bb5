"""The page of alerts as a browser shows it: one column, readable, and complete without a network."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from research_kit.ledger.alerts import DataLoad, enter_load, enter_report, read_alerts
from research_kit.reporting.alerts.alert_pages import write_alerts
from research_kit.reporting.declaration import read_plan
from research_kit.results.alerts import AccessReport, Alert, reported
from tests.unit.reporting.made_up_runs import make_study

pytestmark = pytest.mark.browser
CONTRAST = """() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (let n = e; n; n = n.parentElement) {
    const c = getComputedStyle(n).backgroundColor; if (!/, 0\\)$/.test(c) && c !== 'transparent') return c; }
    return 'rgb(255, 255, 255)'; };
  return Math.min(...[...document.querySelectorAll('h1, h2, p, dt, dd, .fake')].map(e => {
    const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); }));
}"""


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    study = make_study(tmp_path, monkeypatch)
    gap = {"group": "gender=woman&foreign_born=yes", "compared_with": "rest", "statistic": "gap_access"}
    found = [
        Alert(level="red", outcome="enrolled", **gap),
        Alert(level="yellow", outcome="activity", chance=0.1, **gap),
    ]
    enter_load(study.ledger, DataLoad(as_of=date(2010, 3, 31), data_hash="x", is_look=True), found)
    enter_report(study.ledger, reported([AccessReport(by="staff", about="premises")])[0], on=date(2010, 3, 31))
    plan = read_plan(study.parameters)
    write_alerts(read_alerts(study.ledger), plan)
    return study.editions / "alerts"


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_the_page_of_alerts(browser: Any, written: Path, language: str, scheme: Any, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    requests: list[str] = []
    page.on("request", lambda sent: requests.append(sent.url))
    path = written / f"alerts_{language}.html"
    page.goto(path.as_uri())
    assert requests == [path.as_uri()]
    assert page.locator("html").get_attribute("lang") == language
    assert page.title()
    assert [page.locator(one).count() for one in ("h1", "main#main", "script, link, img, iframe")] == [1, 1, 0]
    assert page.locator("main h2").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.querySelector('main').getBoundingClientRect().width") > 0.5 * min(width, 900)
    assert page.evaluate(CONTRAST) >= 4.5
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.close()
