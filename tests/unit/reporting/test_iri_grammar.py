"""The grammar of addresses: not parsed when a notebook's file is read, and as ever where an address is checked."""

from __future__ import annotations

import subprocess
import sys

import pytest

READ = "import sys, research_kit.reporting, nbformat; print('lark' in sys.modules)"
CHECK = "; from rfc3987_syntax import is_valid_syntax as v; print(v('iri', 'https://x.example'), v('iri', 'no iri'))"


def test_reading_notebooks_parses_no_grammar_and_addresses_are_checked_as_ever():
    pytest.importorskip("rfc3987_syntax")
    done = subprocess.run([sys.executable, "-c", READ + CHECK], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "False"]
