"""Every native object of every rendered profile against the schemas of every Kubernetes minor, strictly."""

import pathlib
import sys

import kubernetes_validate
import yaml

MINORS = ["1.33", "1.34", "1.35", "1.36", "1.37"]
# The schemas are Kubernetes' own; custom resources have theirs in the projects that define them.
NATIVE = {"v1", "apps/v1", "autoscaling/v2", "networking.k8s.io/v1", "policy/v1"}

failures = checked = 0
for path in sorted(pathlib.Path(sys.argv[1]).glob("*/*.yaml")):
    for document in yaml.safe_load_all(path.read_text()):
        if document is None or document["apiVersion"] not in NATIVE:
            continue
        for minor in MINORS:
            checked += 1
            try:
                kubernetes_validate.validate(document, minor, strict=True)
            except kubernetes_validate.ValidationError as error:
                failures += 1
                print(f"{path}: {document['kind']} on {minor}: {error}", file=sys.stderr)
print(f"kubernetes-validate: {checked} validations, {failures} failed")
sys.exit(1 if failures or not checked else 0)
