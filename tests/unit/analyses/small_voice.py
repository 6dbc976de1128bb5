"""Answers about participants' voice in studies typed by hand: follow-ups, answers, needs and activities."""

from __future__ import annotations

from datetime import date, timedelta

import research_kit as rk
from research_kit.cohort import build_cohort
from tests.unit.analyses.small_process import row_of, rows_of
from tests.unit.cohort.small_studies import CUT, INDEX, definition, person, status, study, together

__all__ = ["row_of", "rows_of"]
PLAIN = {"split_by": {"crossed": ["gender"], "single": []}}
EMPTY = {name: [] for name in ("participation", "activity_version", "wave", "item", "item_response", "need")}
THEMES = ("language", "work", "health")


def after(days, start=INDEX):
    return start + timedelta(days=days)


def someone(pid, *, enrolled=INDEX, kind="unemployed", **about):
    seen = status(kind, "2009-06-01", verified=(enrolled + timedelta(days=400)).isoformat())
    return person(pid, seen, enrolled=enrolled, **{"gender": "woman", **about})


def question(item, ver=1, *, scale="empowerment", lo=1, hi=5, reverse=False, used=date(2009, 1, 1)):
    row = {"item": item, "ver": ver, "scale": scale, "range_lo": lo, "range_hi": hi, "reverse": reverse}
    return {"item": [{**row, "first_used": used}]}


def answered(pid, k, answers, *, lang="sv", enrolled=INDEX, on=None):
    """A follow-up on its planned day, and the answers given at it."""
    day = on or enrolled + timedelta(days=round(91.3125 * k))
    rows = [{"enr_id": f"e-{pid}", "k": k, "item": item, "value": value, "lang": lang}
            for item, value in answers.items()]  # fmt: skip
    return {"wave": [{"enr_id": f"e-{pid}", "k": k, "actual_on": day, "respondent": "self"}], "item_response": rows}


def missed(pid, k, why="not_reached"):
    return {"wave": [{"enr_id": f"e-{pid}", "k": k, "missing_reason": why}]}


def need(pid, themes, *, priority=1, number=0, second=None, met_by=None, stated=20, **more):
    """Coded alike by both unless `second` says otherwise (False: by the first alone)."""
    themes = [themes] if isinstance(themes, str) else themes
    other = themes if second is None else second or None
    row = {"need_id": f"n-{pid}-{number}", "pid": pid, "stated_on": after(stated), "themes": themes, "coder1": themes,
           "coder2": other, "priority": priority, "still_wanted": True}  # fmt: skip
    return {"need": [{**row, "met_by": met_by, "met_on": after(stated + 60) if met_by else None, **more}]}


def activity(act, *themes, start=date(2009, 5, 1), end=None, ver=1, kind="language"):
    row = {"act_id": act, "ver": ver, "type": kind, "valid_from": start, "valid_to": end, "needs_addressed": [*themes]}
    return {"activity_version": [row]}


def began(pid, act, *, day=30, ver=1, **more):
    return {"participation": [{"enr_id": f"e-{pid}", "act_id": act, "ver": ver, "start": after(day), **more}]}


def cohort_of(*people, cut=CUT, changes=None, **declared):
    tables = together(EMPTY, *people)
    return build_cohort(study(tables, as_of=cut, **declared), definition(**{**PLAIN, **(changes or {})}))


def voice_of(*people, by=("gender",), cut=CUT, changes=None, **declared):
    return rk.participants_voice(cohort_of(*people, cut=cut, changes=changes, **declared), by=list(by))
