"""The partner files of a synthetic study, where its parameters file expects them, with a key of their own."""

from __future__ import annotations

from pathlib import Path

from research_kit.errors import DeclarationError
from research_kit.study.declaration import read_data_declaration, read_study_declaration
from research_kit.study.pseudonyms import create_key
from research_kit.synthetic.partner_files import write_partner_files
from research_kit.synthetic.studies import botkyrka_like, samba_like

STUDIES = {"samba": samba_like, "botkyrka": botkyrka_like}
SEEDS = {"samba": 15, "botkyrka": 1}
"""The people of the demonstration. Of SAMBA-like studies few have, after two years, five starts of work in each of the
four groups of gender and birth; this one has, so that its page shows what the report is for."""


def write_demo(name: str, parameters: Path, *, seed: int | None = None) -> Path:
    """Write the files that `parameters` names, and the pseudonym key if there is none yet.

    Parameters
    ----------
    name
        `samba` or `botkyrka`.
    parameters
        The study's parameters file; it must be marked `synthetic`, so that no real file is ever overwritten.
    seed
        Another seed makes other people; the demonstration's own where left out.

    Returns
    -------
    The folder that was written to.

    Raises
    ------
    DeclarationError
        No synthetic study has that name, or the parameters file is that of a real study.
    """
    if name not in STUDIES:
        raise DeclarationError(f"no synthetic study is called `{name}`. Choose one of: {', '.join(STUDIES)}.")
    if not read_study_declaration(parameters).synthetic:
        raise DeclarationError(f"{parameters} is not marked `synthetic: true`: its data are never written over.")
    key = _key(parameters)
    folder = key.parent
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "truth.json").exists():
        raise DeclarationError(f"{folder} holds files that no demonstration wrote: they are never written over.")
    write_partner_files(STUDIES[name](), key.parent, seed=SEEDS[name] if seed is None else seed)
    if not key.exists():
        create_key(key)
    return key.parent


def _key(parameters: Path) -> Path:
    return Path(parameters.parent, str(read_data_declaration(parameters).key_file)).resolve()
