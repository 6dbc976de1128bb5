import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from research_kit.study.pseudonyms import create_key
from research_kit.synthetic import partner_files
from research_kit.synthetic.studies import botkyrka_like, samba_like

REPOSITORY = Path(__file__).parents[3]
TRUTHS = {"samba": samba_like, "botkyrka": botkyrka_like}


@dataclass(frozen=True)
class Written:
    parameters: Path
    data: Path
    paths: list[Path]


@pytest.fixture(scope="session")
def write_study(tmp_path_factory):
    """Writes a study's partner files, with a key and its parameters file, into a new folder."""

    def write(name, *, seed=1, participants=None):
        root = tmp_path_factory.mktemp(name)
        (root / "parameters").mkdir()
        parameters = Path(shutil.copy(REPOSITORY / "parameters" / f"{name}.yaml", root / "parameters"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(partner_files, "TRUTH_PEOPLE", 5_000)
            paths = partner_files.write_partner_files(
                TRUTHS[name](), root / "data" / name, seed=seed, participants=participants
            )
        create_key(root / "data" / name / "pseudonyms.key")
        return Written(parameters, root / "data" / name, paths)

    return write


@pytest.fixture(scope="session", params=["samba", "botkyrka"])
def written(request, write_study):
    return write_study(request.param)
