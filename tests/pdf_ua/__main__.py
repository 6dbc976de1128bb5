"""Check a PDF by hand: `python -m tests.pdf_ua FILE.pdf`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.pdf_ua.checker import NAMED, faults_of

for name in sys.argv[1:]:
    found = faults_of(Path(name))
    print(f"{name}: {len(NAMED)} conditions checked, {len(found)} failed")
    for number, said in found.items():
        print(f"  {number}: {len(said)}, such as: {said[0]}")
sys.exit(bool([name for name in sys.argv[1:] if faults_of(Path(name))]))
