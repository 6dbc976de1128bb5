"""JSON Schemas by which an editor completes and checks the YAML files as they are written (`make schemas`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from research_kit.cohort import CohortDefinition
from research_kit.declarations import json_schema
from research_kit.ledger.decision_file import DecisionFile
from research_kit.reporting.declaration import ParametersFile

SCHEMAS: Mapping[str, type[CohortDefinition] | type[ParametersFile] | type[DecisionFile]] = {
    "cohorts/cohort.schema.json": CohortDefinition,
    "parameters/decision.schema.json": DecisionFile,
    "parameters/parameters.schema.json": ParametersFile,
}


def schema_texts() -> dict[str, str]:
    """The text of each schema file, by its path in the project."""
    return {
        path: json.dumps(json_schema(model), indent=1, ensure_ascii=False) + "\n" for path, model in SCHEMAS.items()
    }


if __name__ == "__main__":
    for name, text in schema_texts().items():
        Path(name).write_text(text, encoding="utf-8")
