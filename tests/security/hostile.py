"""Names that mean something to a browser, a spreadsheet, a template, a terminal or a mail server."""

from __future__ import annotations

MARKUP = {
    "script": "<script>alert(document.title)</script>",
    "attribute": '"><img src=x onerror=alert(x)>',
    "single quotes": "'><svg onload=alert(x)>",
    "end of an element": "</title></style></svg></table><b>evil</b>",
    "comment": "--><iframe src=javascript:alert(x)></iframe><!--",
    "entity": "&lt;script&gt;&quot;",
    "link in Markdown": "[evil](javascript:alert(x))",
    "picture in Markdown": "![evil](https://evil.example/x.png)",
}
FORMULA = {
    "command": "=cmd|'/c calc'!A",
    "link": '=HYPERLINK("https://evil.example","x")',
    "plus": "+cmd",
    "minus": "-cmd",
    "at": "@SUM(A:A)",
    "tab": "\t=cmd",
    "line": "\n=cmd",
}
TEMPLATE = {
    "Jinja": "{{ self.__class__ }}{% raw %}",
    "Fluent": "{ $evil }{ -brand }",
    "Python": "{0.__class__}{evil}%s%(evil)s",
    "TeX": "$\\write{x}$\\(x\\)",
}
SIGNS = {
    "right to left": "\u202eevil\u202c",
    "no width": "e\u200bv\u2060i\ufeffl",
    "terminal": "\x1b[2J\x1b]0;evil\x07evil",
    "lines": "evil\nERROR file.csv: forged\r\nBcc: evil@example.org",
    "long": "ondska " * 1500,
    "null": "evil\x00evil",
}
