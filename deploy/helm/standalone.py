"""Make Kubernetes' schemas standalone: each with the definitions that it needs, as kubeconform reads them.

    python deploy/helm/standalone.py SOURCE TARGET

Needs nothing but Python's own library, for it runs before anything is installed.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

DEFINITIONS = "_definitions.json"
REFERENCE = re.compile(r'"\$ref": ?"[^"#]*#/(?:\$defs|definitions)/([^"]+)"')
KINDS = (
    "configmap-v1",
    "job-batch-v1",
    "networkpolicy-networking-v1",
    "poddisruptionbudget-policy-v1",
    "service-v1",
    "serviceaccount-v1",
    "statefulset-apps-v1",
)


def standalone(schema: str, definitions: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with everything that it refers to, directly or not."""
    needed: dict[str, Any] = {}
    waiting = REFERENCE.findall(schema)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            text = json.dumps(definitions[name])
            needed[name] = _local(text)
            waiting += REFERENCE.findall(text)
    made: dict[str, Any] = _local(schema)
    return {**made, "$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": needed}


def _local(schema: str) -> Any:
    return json.loads(REFERENCE.sub(r'"$ref": "#/$defs/\1"', schema))


def main(source: Path, target: Path) -> None:
    """Write the schemas of all kinds that the chart makes."""
    found = json.loads((source / DEFINITIONS).read_text("utf-8"))
    definitions = found.get("$defs") or found["definitions"]
    target.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        text = json.dumps(json.loads((source / f"{kind}.json").read_text("utf-8")))
        (target / f"{kind}.json").write_text(json.dumps(standalone(text, definitions)), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
