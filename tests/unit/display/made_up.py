"""Made-up releases: every number is invented. They hold what a page must survive.

`samba`: two dimensions and their crossing, a suppressed group, an insufficient one, a non-binary code.
`botkyrka`: two dimensions in which everybody belongs to one group, substitutes, a long label of the study's own.
`spells`: a study with one outcome of its own and only one answer.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from research_kit.disclosure.released_table import Release, ReleasedAnswer, ReleasedTable
from research_kit.results import GuardHit, Subject
from tests.unit.display import made_up_beside
from tests.unit.display.made_up_tables import FEW, SHARES, SUPPRESSED, group_of, measured, released

Row = dict[str, Any]
BIRTHS = ("yes", "no")


def samba_subject() -> Subject:
    return Subject(
        study="samba",
        title={"sv": "Samba: på väg till arbete", "en": "Samba: on the way to work"},
        as_of=date(2011, 6, 30),
        synthetic=True,
        quarter="2011-Q2",
        starts_on=date(2009, 5, 1),
        planned_reports=14,
        planned_participants=240,
    )


def samba_within() -> ReleasedTable:
    rows: list[Row] = []
    measures = [("strict", "employment", 1.0), ("strict", "education", 0.3), ("wide", "any_success", 1.4)]
    measures.append(("self_support", "self_support", 0.85))
    for outcome, cause, factor in measures:
        for index, (key, share) in enumerate(SHARES.items()):
            n = 168 if not key else max(20, 84 - 8 * index)
            for time, part in ((3.0, 0.2), (6.0, 0.5), (9.0, 0.8), (12.0, 1.0)):
                row = {**group_of(key), "statistic": "share_within", "outcome": outcome, "cause": cause, "time": time}
                row |= {"n": n, "unknown": 41 if not key else 9, "smallest_visible_gap": 0.31}
                if share is None:
                    row |= {"n": None, "unknown": None, "smallest_visible_gap": None, **SUPPRESSED}
                else:
                    row |= measured(min(share * factor * part, 1.0), n)
                rows.append(row)
            few = {"gender": "non_binary", "foreign_born": "yes", "statistic": "share_within", "time": 12.0}
        rows.append({**few, "outcome": outcome, "cause": cause, "n": 8, "smallest_visible_gap": 0.68, **FEW})
    return released("within", rows, ("gender", "foreign_born"), alarm_z=2.7)


def samba_curve() -> ReleasedTable:
    rows: list[Row] = []
    for index, (key, share) in enumerate(SHARES.items()):
        base = {**group_of(key), "statistic": "cumulative_incidence", "outcome": "strict", "cause": "employment"}
        if share is None:
            rows.append({**base, "time": None, **SUPPRESSED})
            continue
        n = 168 if not key else 60 - 3 * index
        for time, part in ((0.0, 0.0), (3.0, 0.15), (6.0, 0.5), (9.0, 0.75), (12.0, 1.0), (15.0, 1.1)):
            if (key == ("woman", "no") and time == 3.0) or (key == ("man", "no") and time > 9):
                continue
            followed = max(int(n * (1 - 0.055 * time)), 0)
            row = {**base, "time": time, "n": followed if followed >= 5 else None}
            rows.append(row | (measured(share * part, n) if time else {"estimate": 0.0, "status": "ok"}))
    return released("curve", rows, ("gender", "foreign_born"), kind="curve")


def samba_median() -> ReleasedTable:
    rows: list[Row] = []
    for index, (key, share) in enumerate(SHARES.items()):
        base = {**group_of(key), "statistic": "median", "outcome": "strict", "cause": "employment", "unit": "months"}
        base["n"] = 60
        if share is None:
            rows.append({**base, "n": None, **SUPPRESSED})
        elif share < 0.4:
            rows.append({**base, "status": "insufficient", "reason": "NOT_REACHED"})
        else:
            limits = {"lower": 11.0, "upper": None if index % 2 else 19.0}
            rows.append({**base, "estimate": 14.0, **limits, "status": "ok"})
    return released("median", rows, ("gender", "foreign_born"), kind="time")


def samba_months() -> ReleasedTable:
    rows: list[Row] = []
    for key, share in SHARES.items():
        base = {**group_of(key), "statistic": "months_in_work", "outcome": "strict", "cause": "employment"}
        base |= {"time": 12.0, "unit": "months", "n": 60}
        if share is None:
            rows.append({**base, "n": None, **SUPPRESSED})
            continue
        month = round(share * 5.5, 1)
        limits = {"lower": round(month - 0.6, 1), "upper": round(month + 0.7, 1)}
        rows.append({**base, "estimate": month, **limits, "status": "ok"})
    return released("months", rows, ("gender", "foreign_born"), kind="months")


def samba_gaps() -> ReleasedTable:
    gaps = [
        (("woman",), "gender=man", -0.08, 0.10),
        ((None, "yes"), "foreign_born=no", -0.15, 0.14),
        (("woman", "yes"), "rest", -0.18, 0.16),
    ]
    rows: list[Row] = []
    for statistic, factor in (("gap_within", 1.0), ("gap_months", 6.0)):
        for key, other, gap, half in gaps:
            row = {**group_of(key), "statistic": statistic, "outcome": "strict", "cause": "employment", "time": 12.0}
            row |= {"compared_with": other, "n": 76, "estimate": gap * factor, "status": "ok"}
            row |= {"lower": (gap - half) * factor, "upper": (gap + half) * factor}
            row |= {"alarm_lower": (gap - 1.38 * half) * factor, "alarm_upper": (gap + 1.38 * half) * factor}
            rows.append(row | {"smallest_visible_gap": 0.2 * factor})
        few = {"gender": "non_binary", "statistic": statistic, "compared_with": "rest", "time": 12.0, "n": None}
        rows.append({**few, "outcome": "strict", "cause": "employment", **SUPPRESSED})
    return released("gaps", rows, ("gender", "foreign_born"), kind="gap", method_id="M3.4", alarm_z=2.9)


FLOW = {
    "referred": (231, []),
    "accepted": (207, [("declined_by_person", 13), ("declined_by_project", 11)]),
    "enrolled": (168, [("no_show", 32), ("waiting", 7)]),
    "any_activity": (151, [("no_activity_yet", 17)]),
    "followed_1": (140, [("not_reached", 11)]),
    "followed_2": (120, [("not_due", 14), ("not_reached", 6)]),
    "followed_3": (102, [("not_due", 18)]),
    "followed_4": (89, [("not_due", 7), ("declined", 6)]),
    "outcome_known": (78, [("not_known", 11)]),
}


def samba_flow() -> ReleasedTable:
    rows: list[Row] = []
    for gender, part in ((None, 1.0), ("woman", 0.52), ("man", 0.45)):
        for stage, (n, lost) in FLOW.items():
            base = {"gender": gender, "foreign_born": None, "unit": "participants", "status": "ok"}
            rows.append({**base, "statistic": stage, "n": round(n * part)})
            for cause, m in lost:
                count = round(m * part)
                hidden = {"n": None, **SUPPRESSED} if 0 < count < 5 else {"n": count}
                rows.append({**base, "statistic": f"lost_before_{stage}", "cause": cause, **hidden})
    return released("flow", rows, ("gender", "foreign_born"), kind="count", method_id="M2")


def samba_shares(name: str, statistic: str) -> ReleasedTable:
    counts = {
        ("woman",): 88,
        ("man",): 74,
        ("unstated",): None,
        (None, "yes"): 97,
        (None, "no"): 60,
        (None, "unknown"): 11,
        ("woman", "yes"): 52,
        ("man", "yes"): 38,
    }
    rows: list[Row] = []
    for key, count in ({(): 168} | counts if name == "known" else counts).items():
        row = {**group_of(key), "statistic": statistic, "n": 168 if name == "composition" else count}
        if count is None:
            rows.append({**row, "n": None, **SUPPRESSED})
            continue
        share = count / 168 if name == "composition" else 0.85
        events = count if name == "composition" else round(count * 0.85)
        rows.append({**row, "events": events, **measured(share, 168, half=0.07)})
    return released(name, rows, ("gender", "foreign_born"), method_id="M2")


def samba() -> Release:
    subject = samba_subject()
    participants = ReleasedAnswer(
        name="participants",
        subject=subject,
        tables={
            "flow": samba_flow(),
            "composition": samba_shares("composition", "share_of_participants"),
            "known": samba_shares("known", "outcome_known_12_months"),
        },
    )
    employment = ReleasedAnswer(
        name="time_to_employment",
        subject=subject,
        tables={
            "within": samba_within(),
            "curve": samba_curve(),
            "median": samba_median(),
            "months": samba_months(),
            "gaps": samba_gaps(),
            "sustained": made_up_beside.sustained(),
            "bounds": made_up_beside.bounds(),
            "standardised": made_up_beside.standardised(),
            "adjusted": made_up_beside.adjusted(),
            "states": made_up_beside.states(),
        },
    )
    return Release(answers={"participants": participants, "time_to_employment": employment})


LONG = "Grundskola eller motsvarande från annat land utan betyg"
EDUCATION = {"<9y": 0.21, "9y": 0.28, "upper_sec": 0.36, "post_sec": 0.44, "unknown": None, "abroad": 0.3}


def botkyrka() -> Release:
    subject = Subject(
        study="botkyrka",
        title={"sv": "Backa upp kvinnor <i Botkyrka>", "en": "Back Women <in Botkyrka>"},
        as_of=date(2019, 6, 30),
        synthetic=True,
        quarter="2019-Q2",
        starts_on=date(2018, 3, 1),
        planned_reports=12,
        codes={"education": {"abroad": {"sv": LONG, "en": "Compulsory school abroad & <no> marks, or the like"}}},
        dimensions={"target_newly": {"sv": "Nyanlända", "en": "Newly arrived"}},
    )
    by = ("gender", "foreign_born", "education", "target_newly")
    within, curve = _botkyrka_rows()
    blocked = [
        {"statistic": f"one_level:{name}", "status": "blocked", "reason": "ONE_LEVEL"}
        for name in ("gender", "foreign_born")
    ]
    answer = ReleasedAnswer(
        name="time_to_employment",
        subject=subject,
        tables={
            "within": released(
                "within", within + blocked, by, guards=(GuardHit(code="G-MIDPOINT", severity="warn", facts={"n": 4}),)
            ),
            "curve": released("curve", curve + blocked, by, kind="curve"),
            "gaps": released("gaps", blocked, by, kind="gap"),
            **_botkyrka_beside(blocked, by),
        },
    )
    return Release(answers={"time_to_employment": answer})


def _botkyrka_beside(blocked: list[Row], by: tuple[str, ...]) -> dict[str, ReleasedTable]:
    """Nothing of these can be told: too early, too few lost, one level, too few in a state."""
    year = {"time": 12.0, "n": 96}
    headline = {**year, "outcome": "strict", "cause": "employment"}
    lasted = {**headline, "statistic": "share_sustained", "status": "insufficient", "reason": "NOT_SUSTAINED_YET"}
    none = {**headline, "statistic": "share_if_none_started", **measured(0.28, 96)}
    lost = {**headline, "statistic": "share_if_all_started", **SUPPRESSED}
    nobody = {"statistic": "share_verified", "status": "blocked", "reason": "NO_REGISTER"}
    thin = [{**year, "statistic": "share_in_state", "cause": c, **SUPPRESSED} for c in ("work", "education", "ended")]
    few = {**headline, "statistic": "gap_standardised", "education": "9y", "compared_with": "rest"}
    few |= {"status": "insufficient", "reason": "FEW_PER_TERM"}
    return {
        "sustained": released("sustained", [lasted | {"outcome": f"sustained_{d}"} for d in (90, 180)] + blocked, by),
        "bounds": released("bounds", [none, lost, nobody], by, method_id="M6.3"),
        "standardised": released("standardised", blocked, by, method_id="M3.5"),
        "adjusted": released("adjusted", [few, *blocked], by, kind="gap", method_id="M3.5"),
        "states": released("states", thin + blocked, by, method_id="M4.6"),
    }


def _botkyrka_rows() -> tuple[list[Row], list[Row]]:
    measure = {"outcome": "strict", "cause": "employment"}
    within: list[Row] = [
        {**measure, "statistic": "share_within", "time": 12.0, "n": 96, "unknown": 30, **measured(0.31, 96)},
        {**measure, "statistic": "share_within", "time": 12.0, "n": 22, "target_newly": "yes", **measured(0.2, 22)},
        {**measure, "statistic": "share_within", "time": 12.0, "n": 74, "target_newly": "no", **measured(0.4, 74)},
    ]
    curve: list[Row] = []
    for code, share in {None: 0.31, **EDUCATION}.items():
        base = {**measure, "education": code, "n": 18}
        if share is None:
            within.append({**base, "statistic": "share_within", "time": 12.0, "n": None, **SUPPRESSED})
            curve.append({**base, "statistic": "cumulative_incidence", "n": None, **SUPPRESSED})
            continue
        if code is not None:
            within.append({**base, "statistic": "share_within", "time": 12.0, **measured(share, 18)})
        for time, part in ((0.0, 0.0), (6.0, 0.5), (12.0, 1.0)):
            row = {**base, "statistic": "cumulative_incidence", "time": time, "n": round(18 - time / 2)}
            curve.append(row | (measured(share * part, 18) if time else {"estimate": 0.0, "status": "ok"}))
    return within, curve


def spells() -> Release:
    phrase = {"sv": "arbetslösheten hade upphört", "en": "unemployment had ended"}
    subject = Subject(
        study="unemployment_spells",
        title={"sv": "Arbetslöshetstider i USA 1993", "en": "Unemployment spells in the United States, 1993"},
        as_of=date(1993, 12, 31),
        dimensions={"sex": {"sv": "Kön", "en": "Sex"}, "race": {"sv": "Hudfärg", "en": "Race"}},
        codes={
            "sex": {"male": {"sv": "män", "en": "men"}, "female": {"sv": "kvinnor", "en": "women"}},
            "race": {"white": {"sv": "vita", "en": "white"}, "nonwhite": {"sv": "icke-vita", "en": "non-white"}},
        },
        outcomes={"ended": phrase},
    )
    measure = {"outcome": "ended", "cause": "ended"}
    within: list[Row] = []
    curve: list[Row] = []
    groups = [(None, None, 452), ("male", None, 250), ("female", None, 202), ("male", "white", 180)]
    groups += [("male", "nonwhite", 70), ("female", "white", 140), ("female", "nonwhite", 62)]
    for index, (sex, race, n) in enumerate(groups):
        base = {**measure, "sex": sex, "race": race, "n": n}
        share = 0.96 - 0.03 * index
        within.append({**base, "statistic": "share_within", "time": 12.0, **measured(share, n)})
        for time, part in ((0.0, 0.0), (3.0, 0.6), (6.0, 0.85), (9.0, 0.95)):
            row = {**base, "statistic": "not_yet", "time": time, "n": round(n * (1 - share * part))}
            first = {"estimate": 1.0, "status": "ok"}
            curve.append(row | (measured(1 - share * part, n) if time else first))
    by = ("sex", "race")
    months = [{**measure, "statistic": "months_without", "time": 9.0, "n": 452, "estimate": 4.6, "lower": 4.2,
               "upper": 4.9, "status": "ok"}]  # fmt: skip
    tables = {
        "within": released("within", within, by, method_id="M3.1"),
        "curve": released("curve", curve, by, kind="curve", method_id="M3.1"),
        "months": released("months", months, by, kind="months", method_id="M3.4"),
    }
    return Release(
        answers={"time_to_employment": ReleasedAnswer(name="time_to_employment", tables=tables, subject=subject)}
    )


RELEASES = {"samba": samba, "botkyrka": botkyrka, "spells": spells}
