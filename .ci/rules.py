"""Prints the rule groups of the PrometheusRule in a file, as promtool reads them."""

import sys

import yaml

with open(sys.argv[1]) as file:
    rules = [d for d in yaml.safe_load_all(file) if d and d["kind"] == "PrometheusRule"]
assert len(rules) == 1, f"{len(rules)} PrometheusRules"
yaml.safe_dump({"groups": rules[0]["spec"]["groups"]}, sys.stdout, width=10_000)
