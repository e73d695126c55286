"""Turns the OpenAPI that an API server publishes into one strict JSON schema a kind, as kubeconform looks for them.

schemas.py OPENAPI-FOLDER SCHEMA-FOLDER
"""

import json
import pathlib
import sys


def strict(schema):
    """Forbids fields that a schema does not name, as the server's strict validation does."""
    if isinstance(schema, list):
        for item in schema:
            strict(item)
    if not isinstance(schema, dict):
        return
    named = isinstance(schema.get("properties"), dict)
    if named and "additionalProperties" not in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        schema["additionalProperties"] = False
        if schema.get("x-kubernetes-embedded-resource"):
            del schema["additionalProperties"]
    for value in schema.values():
        strict(value)


source, target = map(pathlib.Path, sys.argv[1:])
target.mkdir(parents=True, exist_ok=True)
written = 0
for path in sorted(source.glob("api*.json")):
    schemas = json.loads(path.read_text()).get("components", {}).get("schemas", {})
    for schema in schemas.values():
        strict(schema)
    for name, schema in schemas.items():
        for kind in schema.get("x-kubernetes-group-version-kind", []):
            group = kind["group"].split(".")[0]
            suffix = "-".join(part for part in [group, kind["version"]] if part)
            whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
            (target / f"{kind['kind'].lower()}-{suffix.lower()}.json").write_text(json.dumps(whole))
            written += 1
print(f"{written} schemas")
