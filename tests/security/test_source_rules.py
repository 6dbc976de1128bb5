"""What the package's source may not do at all: run what it reads, or reach the network where it has no business."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.import_graph import PACKAGE, modules

NEVER = {
    "pickle", "_pickle", "cPickle", "cloudpickle", "dill", "joblib", "shelve", "marshal", "yaml", "imp", "code", "pty",
    "requests", "urllib3", "httpx", "aiohttp", "ftplib", "telnetlib", "xmlrpc", "http", "pyexpat", "webbrowser",
}  # fmt: skip
"""Modules that run what they load, or fetch; XML is read by no parser that resolves entities."""
ONLY_IN = {
    "smtplib": {"reporting.alerts.send_letter"},
    "subprocess": {"desk.jupyter_lab", "reporting"},
    "socket": {"reporting"},
    "ctypes": {"reporting"},
    "urllib": {"study", "reporting", "desk"},
}
"""Modules with a reason, in the packages that have it."""
ALLOWED_SAFE = {"css", "card.picture"}
"""What a template may write without escaping: our own stylesheet, and figures that the package drew itself."""


def dotted(node: ast.AST) -> str:
    """The name that is called, as it is written; a dot before the rest where it is called on a value."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def calls(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    return [(dotted(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


@pytest.fixture(scope="module")
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in modules().items()}


@pytest.fixture(scope="module")
def calling(trees) -> dict[str, list[tuple[str, ast.Call]]]:
    """What each module calls."""
    return {name: calls(tree) for name, tree in trees.items()}


@pytest.fixture(scope="module")
def importing(trees) -> dict[str, set[str]]:
    """What each module imports."""
    return {name: imported(tree) for name, tree in trees.items()}


def test_nothing_is_unpickled_run_or_fetched(importing):
    assert {name: found for name, used in importing.items() if (found := used & NEVER)} == {}


@pytest.mark.parametrize("module", ONLY_IN)
def test_what_reaches_outside_stands_in_few_places(importing, module):
    users = {name for name, used in importing.items() if module in used}
    assert {name for name in users if not name.startswith(tuple(ONLY_IN[module]))} == set()


def test_no_text_becomes_code(calling):
    forbidden = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.spawnl", "input"}
    found = [(name, called) for name, made in calling.items() for called, _ in made if called in forbidden]
    assert found == []


def test_no_shell_is_asked(calling):
    found = []
    for name, made in calling.items():
        for called, node in made:
            if any(word.arg == "shell" and ast.unparse(word.value) != "False" for word in node.keywords):
                found.append((name, called))
            if (
                called.startswith("subprocess.")
                and node.args
                and isinstance(node.args[0], ast.Constant | ast.JoinedStr)
            ):
                found.append((name, called))
    assert found == []


def test_yaml_is_read_without_its_own_types(calling):
    found = [ast.unparse(node) for made in calling.values() for called, node in made if called.endswith("YAML")]
    assert found
    assert {text for text in found if text not in ("YAML(typ='rt')", "YAML(typ='safe')")} == set()


def test_polars_and_pandas_read_nothing_that_can_hold_code(calling):
    never = re.compile(r"(read_pickle|to_pickle|deserialize|map_elements|\.eval|from_pickle)$")
    found = [(name, called) for name, made in calling.items() for called, _ in made if never.search(called)]
    assert [one for one in found if not one[1].endswith("list.eval")] == []


def test_every_template_escapes(calling):
    environments = [(name, node) for name, made in calling.items() for called, node in made if called == "Environment"]
    assert len(environments) >= 3
    for name, node in environments:
        given = {word.arg: ast.unparse(word.value) for word in node.keywords}
        assert given.get("autoescape") == "True", name


def test_only_our_own_drawings_and_styles_are_written_without_escaping():
    templates = list(PACKAGE.rglob("*.j2"))
    assert len(templates) > 5
    for path in templates:
        text = path.read_text(encoding="utf-8")
        assert set(re.findall(r"\{\{-?\s*([\w.]+)\s*\|\s*safe", text)) <= ALLOWED_SAFE, path.name
        assert not re.search(r"autoescape\s+false", text), path.name


def test_markup_is_declared_safe_in_one_place(importing):
    users = {name for name, used in importing.items() if "markupsafe" in used}
    assert users == {"display.markup"}


def test_the_rules_see_what_they_forbid():
    tree = ast.parse("import pickle\nfrom os import system\nsubprocess.run('ls', shell=True)\neval(x)\n")
    assert imported(tree) & NEVER == {"pickle"}
    assert {called for called, _ in calls(tree)} == {"subprocess.run", "eval"}
