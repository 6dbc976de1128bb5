"""The report of a check: every fault of every file as a table, as text and as a page."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

import polars as pl

from research_kit.study.checks.rules import WHOLE_SOURCE_RULES

_GROUP = ("partner", "table", "file", "column", "our_column", "rule", "severity", "message", "remedy")
_ROWS_SHOWN = 10
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Check of the partner files: {study}</title>
<style>
body {{ font-family: system-ui, sans-serif; line-height: 1.45; margin: 2rem auto; max-width: 70rem; padding: 0 1rem;
  color: #1b1b1b; background: #fff; }}
table {{ border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }}
caption {{ text-align: left; font-weight: 600; padding-bottom: .4rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .4rem .7rem; border-bottom: 1px solid #bbb;
  overflow-wrap: break-word; }}
td.number, th.number {{ text-align: right; }}
.scroll {{ overflow-x: auto; }}
</style>
</head>
<body>
<main>
<h1>Check of the partner files: {study}</h1>
<p>{summary}</p>
{tables}
</main>
</body>
</html>
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckReport:
    """What is wrong with the partner files. No value of a participant is in it.

    `table`: one row is a fault: `partner, table, file, row, column, our_column, rule, severity, message, remedy`;
    `row` and `column` as the person sees them in the file, `our_column` where the column is one of the study's.
    `rows`: one row is a table and what became of its rows: `table, reason, rows`, where `delivered` = `used` + all
    other reasons (once the study opens).
    """

    study: str
    table: pl.DataFrame
    rows: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def blocking(self) -> bool:
        """Whether the study cannot be opened."""
        return bool((self.table["severity"] == "error").any())

    @property
    def counts(self) -> dict[str, int]:
        """The number of faults by severity."""
        severity = self.table["severity"]
        return {name: int((severity == name).sum()) for name in ("error", "warning")}

    def grouped(self) -> pl.DataFrame:
        """One row is a fault of a column of a file, with the list of its `rows`; errors first."""
        groups = self.table.group_by(_GROUP, maintain_order=True).agg(
            rows=pl.col("row").drop_nulls().unique().sort(), faults=pl.len()
        )
        first = ~pl.col("rule").is_in(WHOLE_SOURCE_RULES)
        return groups.sort("severity", first, "file", "table", "column", maintain_order=True, nulls_last=False)

    def to_text(self, most: int | None = None) -> str:
        """The report for a terminal or a log; `most` limits the number of kinds of fault that are spelled out."""
        groups = self.grouped()
        shown = groups if most is None else groups.head(most)
        lines = [self._summary(), *(_line(fault) for fault in shown.iter_rows(named=True))]
        if shown.height < groups.height:
            lines.append(f"… and {groups.height - shown.height} more kinds of fault: see `research-kit check`.")
        return "\n".join(lines)

    def to_html(self) -> str:
        """The report as a page that needs nothing but itself."""
        tables = "".join(
            _html_table(caption, self.grouped().filter(pl.col("severity") == severity))
            for severity, caption in (
                ("error", "Errors: the study does not open before they are corrected"),
                ("warning", "Warnings"),
            )
        )
        page = _PAGE.format(study=html.escape(self.study), summary=html.escape(self._summary()), tables=tables)
        return page.replace("</main>", f"{_html_rows(self.rows)}</main>")

    def _summary(self) -> str:
        counts, files = self.counts, self.table["file"].n_unique()
        if not self.table.height:
            return "No faults: the study can be opened."
        verdict = "The study does not open" if self.blocking else "The study can be opened"
        found = f"{_many(counts['error'], 'error')} and {_many(counts['warning'], 'warning')}"
        return f"{verdict}: {found} in {_many(files, 'file')}."

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self._summary())}</p>"

    def __repr__(self) -> str:
        return f"CheckReport({self._summary()})"


def _line(fault: dict[str, object]) -> str:
    where = _where(fault)
    return f"{str(fault['severity']).upper()} {where}: {fault['message']} [{fault['rule']}]. {fault['remedy']}"


def _where(fault: dict[str, object]) -> str:
    parts = [str(fault["file"])]
    parts += [_spoken_rows(fault["rows"])] if fault["rows"] else []  # type: ignore[arg-type]
    parts += [f"column {_spoken_column(fault)}"] if fault["column"] else []
    who = f" ({fault['partner']}, {fault['table']})" if fault["partner"] else ""
    return ", ".join(parts) + who


def _spoken_column(fault: dict[str, object]) -> str:
    """The partner's name of a column, and ours where it is another."""
    theirs, ours = fault["column"], fault["our_column"]
    return f"{theirs} ({ours})" if ours and ours != theirs else str(theirs or "")


def _spoken_rows(rows: list[int]) -> str:
    shown = ", ".join(str(row) for row in rows[:_ROWS_SHOWN])
    more = f" and {len(rows) - _ROWS_SHOWN} more" if len(rows) > _ROWS_SHOWN else ""
    return f"{'row' if len(rows) == 1 else 'rows'} {shown}{more}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _html_table(caption: str, groups: pl.DataFrame) -> str:
    if groups.is_empty():
        return ""
    names = ("Partner", "Table", "File", "Rows", "Column", "What is wrong", "What to do")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = "".join(_html_fault(fault) for fault in groups.iter_rows(named=True))
    return (
        f'<div class="scroll" tabindex="0"><table><caption>{caption}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>\n"
    )


def _html_fault(fault: dict[str, object]) -> str:
    rows = _spoken_rows(fault["rows"]).partition(" ")[2] if fault["rows"] else ""  # type: ignore[arg-type]
    said = f"{fault['message']} [{fault['rule']}]"
    cells = (fault["partner"], fault["table"], fault["file"], rows, _spoken_column(fault), said, fault["remedy"])
    return "<tr>" + "".join(f"<td>{html.escape(str(cell or ''))}</td>" for cell in cells) + "</tr>"


def _html_rows(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return ""
    body = "".join(
        f"<tr><td>{html.escape(table)}</td><td>{html.escape(reason.replace('_', ' '))}</td>"
        f'<td class="number">{count}</td></tr>'
        for table, reason, count in rows.iter_rows()
    )
    head = '<th scope="col">Table</th><th scope="col">What became of them</th><th scope="col" class="number">Rows</th>'
    return (
        '<div class="scroll" tabindex="0"><table><caption>Rows: delivered = used + set aside</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>\n"
    )
