"""The explorer's panels as HTML; every word of the study's is escaped."""

from __future__ import annotations

from html import escape
from importlib import resources

from research_kit.desk.explorer.wording import Wording
from research_kit.display.markup import stylesheet
from research_kit.display.shown import Shown

_COPY = (
    "const b=this,t=b.closest('.rk-code').querySelector('textarea'),"
    "d=()=>{b.textContent=b.dataset.copied;setTimeout(()=>{b.textContent=b.dataset.copy},2000)},"
    "o=()=>{t.focus();t.select();document.execCommand('copy');d()};"
    "if(navigator.clipboard){navigator.clipboard.writeText(t.value).then(d,o)}else{o()}"
)
"""Of the page's own, never of data: to the clipboard, or where the page may not write to it, by selecting."""
_OWN_KEYS = (
    "const i=this;(function mark(n){const e=i.closest('.rk-explorer');"
    "if(e){e.addEventListener('focusin',v=>v.target.setAttribute('data-lm-suppress-shortcuts','true'))}"
    "else if(n){setTimeout(mark,100,n-1)}})(100)"
)
"""Keys pressed in a list are the list's: in JupyterLab `d` twice would delete the cell. It asks what has the focus."""
_DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def title_panel(wording: Wording) -> str:
    """What it is; the styles of all panels."""
    style = f"<style>{stylesheet()}{_own_style()}</style>"
    own_keys = f'<img alt="" hidden src="{_DOT}" onload="{escape(_OWN_KEYS)}">'
    return f'{style}<div class="rk rk-desk"><h3>{escape(wording.text("title"))}</h3>{own_keys}</div>'


def status_panel(text: str, *, busy: bool = False) -> str:
    """What is going on, read out where somebody listens."""
    bar = '<span class="rk-bar" aria-hidden="true"></span>' if busy else ""
    return f'<div class="rk rk-desk" role="status">{bar}<p class="rk-said">{escape(text)}</p></div>'


def shown_panel(shown: Shown) -> str:
    """The figure with its sentences, guards and table: the same HTML as in a cell."""
    return f'<div class="rk rk-shown">{shown.html[shown.language]}</div>'


def code_panel(code: str, wording: Wording) -> str:
    """The code that makes it, in a box, with a button that copies it."""
    copy, copied = escape(wording.text("copy")), escape(wording.text("copied"))
    title, how = escape(wording.text("code")), escape(wording.text("code-how"))
    lines = code.count("\n") + 1
    return (
        f'<div class="rk rk-desk rk-code"><h4>{title}</h4><p class="rk-said">{how}</p>'
        f'<textarea readonly spellcheck="false" rows="{lines}" wrap="off" aria-label="{title}">'
        f"{escape(code)}</textarea>"
        f'<button type="button" data-copy="{copy}" data-copied="{copied}" onclick="{escape(_COPY)}" aria-live="polite">'
        f"{copy}</button></div>"
    )


def problem_panel(title: str, why: str) -> str:
    """Why nothing is shown, and what to do."""
    return f'<div class="rk rk-desk rk-problem" role="alert"><h4>{escape(title)}</h4><p>{escape(why)}</p></div>'


def _own_style() -> str:
    return (resources.files(__package__) / "explorer.css").read_text(encoding="utf-8")
