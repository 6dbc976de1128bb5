"""The mean number of events so far, and how much each participant moves it."""

from __future__ import annotations

import numpy as np

from research_kit.statistics.recurrent.recurrences import Floats, Places, Recurrences


def mean_number(observed: Recurrences) -> tuple[Floats, Floats]:
    """The mean number of events by each time, and its infinitesimal-jackknife standard error by participant.

    Notes
    -----
    mu(t) = sum over u <= t of S(u-) dN(u) / Y(u), S = Kaplan-Meier of the terminal event. The influence of a
    participant (Ghosh & Lin 2000) is a_i(t) - mu(t) b_i(t) + c_i(t):
    a_i = sum S(u-) dM_i(u) / Y(u) over events; b_i = sum dM_i(v) / (Y(v) - D(v)) over terminal events;
    c_i the same weighted by mu(v). dM_i = dN_i - Y_i dN / Y.
    """
    at_risk = observed.at_risk
    rate = observed.count(observed.is_event) / at_risk
    ended = observed.count(observed.is_terminal)
    alive_before = np.append(1.0, np.cumprod((at_risk - ended) / at_risk)[:-1])
    mean = np.cumsum(alive_before * rate)
    left = at_risk - ended
    after_end = np.divide(1.0, left, out=np.zeros_like(left), where=left > 0)  # with nobody left, mu stays for good
    scale = np.column_stack([alive_before / at_risk, after_end, mean * after_end])
    drift = scale * np.column_stack([rate, ended / at_risk, ended / at_risk])
    return mean, _standard_errors(observed, mean, scale, drift)


def _standard_errors(observed: Recurrences, mean: Floats, scale: Floats, drift: Floats) -> Floats:
    there = observed.first <= observed.last
    come, leave = (observed.by_place(there, place) for place in (observed.first, observed.last))
    happened, ended = (observed.by_place(kind, observed.last) for kind in (observed.is_event, observed.is_terminal))
    is_there = np.zeros(observed.people)
    parts = np.zeros((3, observed.people))  # a, b, c of the notes above
    errors = np.zeros(len(mean) + 1)
    for place in range(len(mean)):
        is_there[come[place]] = 1.0
        if drift[place].any():
            _move(parts, is_there, (scale[place], drift[place]), (happened[place], ended[place]))
            influence = parts[0] - mean[place] * parts[1] + parts[2]
            errors[place] = np.sqrt(influence @ influence)
        else:
            errors[place] = errors[place - 1]  # before the first place: the last, which is still 0
        is_there[leave[place]] = 0.0
    return errors[:-1]


def _move(parts: Floats, is_there: Floats, factors: tuple[Floats, Floats], concerned: tuple[Places, Places]) -> None:
    """The step of one time: those with the event (several events count severally), and all who are at risk."""
    (scale, drift), (happened, ended) = factors, concerned
    np.add.at(parts[0], happened, scale[0])
    parts[1, ended] += scale[1]
    parts[2, ended] += scale[2]
    for part in np.flatnonzero(drift):
        parts[part] -= drift[part] * is_there
