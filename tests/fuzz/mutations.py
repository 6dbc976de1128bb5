"""Bytes changed as accidents and malice change them; the same edits of the same bytes are always the same."""

from __future__ import annotations

from typing import NamedTuple

TOKENS = (
    b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\n", b"\r", b"\t", b" ", b'"', b"'", b";", b",", b"|", b":", b"- ",
    b"{", b"}", b"[", b"]", b"null", b"~", b"true", b"NaN", b"1e999", b"-1", b"0", b"99999999999999999999", b"1" * 5000,
    b"2011-02-30", b"0000-00-00", b"9999-12-31", b"2011-06-30", b"&a [*a]", b"*a", b"<<: ",
    b"!!python/object:os.system x",
    b"!!binary ", b"? ", b"%YAML 9.9", b"---\n", b"...", b"[" * 300, b"\\u0000", b"\\ud800", "\u2028".encode(),
    "\u202e".encode(), "å".encode(), "ö".encode("cp1252"), b"\xc3", b"../../x", b"/", b"=1+1", b"<script>",
    b"{}", b"[]",
    b"0x10", b"1_000", b"1:30:00", b".inf", b"yes", b"{{ x }}", b"%s",
)  # fmt: skip
"""What readers have stumbled over elsewhere; a dictionary for the coverage-guided search too."""


class Edit(NamedTuple):
    """One change: `kind` of them, at a place (parts of a million of the length), with a length and a token."""

    kind: int
    at: int
    length: int
    token: int


def changed(content: bytes, edits: list[Edit]) -> bytes:
    """The bytes after every edit, one after the other."""
    for edit in edits:
        place = len(content) * edit.at // 1_000_000
        content = _KINDS[edit.kind % len(_KINDS)](content, place, edit)[:1_000_000]
    return content


def _insert(content: bytes, place: int, edit: Edit) -> bytes:
    return content[:place] + TOKENS[edit.token % len(TOKENS)] + content[place:]


def _replace(content: bytes, place: int, edit: Edit) -> bytes:
    return content[:place] + TOKENS[edit.token % len(TOKENS)] + content[place + edit.length :]


def _cut(content: bytes, place: int, edit: Edit) -> bytes:
    return content[:place] + content[place + edit.length :]


def _truncate(content: bytes, place: int, _: Edit) -> bytes:
    return content[:place]


def _repeat(content: bytes, place: int, edit: Edit) -> bytes:
    return content[: place + edit.length] + content[place:]


def _flip(content: bytes, place: int, edit: Edit) -> bytes:
    return (
        content[:place]
        + bytes(byte ^ (1 << edit.token % 8) for byte in content[place : place + 1])
        + content[place + 1 :]
    )


def _line(content: bytes, place: int, edit: Edit) -> bytes:
    """One line lost, or with its value exchanged for a token."""
    start = content.rfind(b"\n", 0, place) + 1
    end = content.find(b"\n", place)
    line = content[start : end if end >= 0 else len(content)]
    key, colon, _ = line.partition(b": ")
    new = key + colon + TOKENS[edit.token % len(TOKENS)] if colon else b""
    return content[:start] + new + content[start + len(line) :]


_KINDS = (_insert, _replace, _cut, _truncate, _repeat, _flip, _line)
