"""`python -m tests.security`: the locked packages against the published faults, and what each may be used for.

Says how many it could look up. Where the service of published faults is not reached, nothing was audited, and that is
an error: a clean answer about nothing is worse than none.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
_NOT_ASKED = 2


def main() -> int:
    """Audit every lock; 0 clean, 1 known faults, 2 not everything could be looked up."""
    told = [_audit(lock) for lock in LOCKS]
    _licences(ROOT / "requirements.lock")
    return max(told)


def _audit(lock: str) -> int:
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / lock), "--require-hashes"]
    quiet = ["--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    done = subprocess.run([*command, *quiet], capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        said = done.stderr.strip().splitlines()
        print(f"{lock}: NOT audited: {said[-1] if said else 'pip-audit gave no answer'}")
        return _NOT_ASKED
    return told_of(lock, found)


def told_of(lock: str, found: list[dict[str, Any]]) -> int:
    """Say what was found for a lock; what could not be looked up is not called clean."""
    skipped = [one for one in found if "skip_reason" in one]
    faulty = [one for one in found if one.get("vulns")]
    for one in faulty:
        known = ", ".join(
            f"{each['id']} (mended in {', '.join(each['fix_versions']) or 'none'})" for each in one["vulns"]
        )
        print(f"{lock}: {one['name']} {one['version']}: {known}")
    looked = len(found) - len(skipped)
    if skipped:
        where = (
            "the service of published faults was not reached" if not looked else f"{len(skipped)} were not found there"
        )
        print(f"{lock}: {looked} of {len(found)} packages audited: {where}.")
    else:
        print(f"{lock}: all {looked} packages audited, {len(faulty)} with known faults.")
    return 1 if faulty else _NOT_ASKED if skipped else 0


def _licences(lock: Path) -> None:
    """Under which licences the packages of an ordinary run are installed here."""
    names = re.findall(r"^([a-z0-9][\w.-]*)==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    by_licence = defaultdict(list)
    for name in dict.fromkeys(names):
        by_licence[licence_of(name)].append(name)
    print("\nLicences of the packages of an ordinary run:")
    for licence, packages in sorted(by_licence.items()):
        print(f"  {licence}: {', '.join(packages)}")


def licence_of(name: str) -> str:
    """What a package says of its licence, in a few words."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return "not installed here"
    short = said.get("License-Expression") or (said.get("License") or "").strip().split("\n")[0]
    classed = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier") or [] if one.startswith("License ::")]
    is_name = 0 < len(short) <= 60 and not short.startswith(("=", "Copyright", "License agreement"))
    return (short if is_name else "; ".join(classed)) or short or "not stated"


if __name__ == "__main__":
    sys.exit(main())
