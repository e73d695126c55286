"""Holds rendered files against judges that infgen did not write, and keeps docs/conformance.md.

judges.py RENDERED [--tools FOLDER] [--openapi FOLDER] [--checkov PROGRAM] [--write]

A finding of a rule that is not exempted in exemptions/<judge>.toml fails, and so does an exemption that nothing needs.
A judge that is not there is skipped, which is said; its column of the document is then kept as it is. Each judge must
find something in the wrong files beside this one, so that a judge that reads nothing is not taken for a content one.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

import kubernetes_validate
import yaml

HERE = pathlib.Path(__file__).parent
DOCUMENT = HERE.parent / "docs" / "conformance.md"
MINORS = ["1.33", "1.34", "1.35", "1.36", "1.37"]
# The schemas are Kubernetes' own; custom resources have theirs in the projects that define them.
NATIVE = {"v1", "apps/v1", "autoscaling/v2", "networking.k8s.io/v1", "policy/v1"}
FILES = ["configmap", "secrets", "load-balancer", "deployment", "hpa"]
WRONG = [HERE / "wrong" / "object.yaml"]


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def output(*command):
    """What a judge says as JSON, whatever its status: a finding is no failure of the judge."""
    ran = run(*command)
    try:
        return json.loads(ran.stdout)
    except json.JSONDecodeError:
        sys.exit(f"{command[0]}: {ran.stderr}{ran.stdout}")


def kubernetes_validates(files, _):
    for path in files:
        for document in yaml.safe_load_all(path.read_text()):
            if document is None or document["apiVersion"] not in NATIVE:
                continue
            for minor in MINORS:
                try:
                    kubernetes_validate.validate(document, minor, strict=True)
                except kubernetes_validate.ValidationError as error:
                    yield minor, f"{document['kind']}: {error}"


def kubeconform(files, options):
    where = f"{options.schemas}/{{{{.ResourceKind}}}}{{{{.KindSuffix}}}}.json"
    said = output(options.tools / "kubeconform", "-strict", "-output", "json", "-schema-location", where, *files)
    for resource in said["resources"]:
        yield resource["status"], f"{resource['kind']} {resource['name']}: {resource['msg']}"


def kube_linter(files, options):
    said = output(options.tools / "kube-linter", "lint", "--format", "json", *files)
    for report in said["Reports"] or []:
        yield report["Check"], report["Diagnostic"]["Message"]


def kube_score(files, options):
    # Grades: 1 is critical, 5 a warning, 10 nothing to say.
    said = output(options.tools / "kube-score", "score", "--kubernetes-version", "v1.33", "--output-format", "json", *files)
    for judged in said or []:
        for check in judged["checks"]:
            if not check["skipped"] and check["grade"] < 10:
                comments = "; ".join(comment["summary"] for comment in check["comments"] or [])
                yield check["check"]["id"], f"{judged['object_name']}: {comments}"


def checkov(files, options):
    command = [options.checkov, "--framework", "kubernetes", "--output", "json", "--quiet", "--compact", "--skip-download"]
    said = output(*command, *(part for path in files for part in ("--file", path)))
    for check in said["results"]["failed_checks"]:
        yield check["check_id"], f"{check['resource']}: {check['check_name']}"


def rules(files):
    """The rule groups of the PrometheusRules in files, as Prometheus itself reads them."""
    if files == WRONG:
        return HERE / "wrong" / "rules.yaml"
    found = [document for path in files for document in yaml.safe_load_all(path.read_text()) if document]
    groups = [group for document in found if document["kind"] == "PrometheusRule" for group in document["spec"]["groups"]]
    assert groups, files
    path = files[0].parent / "rules.txt"
    path.write_text(yaml.safe_dump({"groups": groups}, width=10_000))
    return path


def promtool(files, _):
    ran = run("promtool", "check", "rules", "--lint-fatal", rules(files))
    if ran.returncode:
        yield "check", ran.stderr + ran.stdout


def pint(files, options):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        ran = run(options.tools / "pint", "--offline", "--no-color", "lint", "--json", report, rules(files))
        if not report.exists():
            sys.exit(ran.stderr)
        for problem in json.loads(report.read_text()) or []:
            yield problem["reporter"], problem["problem"]


def pinned(requirements, name):
    return re.search(rf"^{name}==(.+)$", (HERE / requirements).read_text(), re.MULTILINE).group(1)


def module(name):
    return re.search(rf"/{name} v(\S+)", (HERE / "tools" / name / "go.mod").read_text()).group(1)


def installed(name):
    return re.search(rf"^{name}\tv(\S+)", (HERE / "tools" / "installed.txt").read_text(), re.MULTILINE).group(1)


def judges(options):
    """Name, how the document calls it, whether it is there, and what it finds."""
    tool = lambda name: options.tools is not None and (options.tools / name).exists()
    server = json.loads((options.openapi / "version.json").read_text())["gitVersion"] if options.openapi else ""
    return [
        ("kubernetes-validate", f"kubernetes-validate {pinned('requirements.txt', 'kubernetes-validate')}", True, kubernetes_validates),
        ("kubeconform", f"kubeconform {module('kubeconform')}", tool("kubeconform") and bool(server), kubeconform),
        ("kube-linter", f"kube-linter {installed('kube-linter')}", tool("kube-linter"), kube_linter),
        ("kube-score", f"kube-score {module('kube-score')}", tool("kube-score"), kube_score),
        ("checkov", f"checkov {pinned('requirements-checkov.txt', 'checkov')}", options.checkov is not None, checkov),
        ("promtool", "promtool", True, promtool),
        ("pint", f"pint {module('pint')}", tool("pint"), pint),
    ]


def judge(name, finds, profiles, options):
    """The cells of a judge's column: what is left, and what was exempted."""
    path = HERE / "exemptions" / f"{name}.toml"
    exempted = tomllib.loads(path.read_text()) if path.exists() else {}
    cells, used, failed = {}, set(), False
    for profile, files in profiles.items():
        found = list(finds(files, options))
        left = [(rule, text) for rule, text in found if rule not in exempted]
        used |= {rule for rule, _ in found if rule in exempted}
        for rule, text in left:
            print(f"{name}: {profile}: {rule}: {text}", file=sys.stderr)
        failed |= bool(left)
        exempt = len({rule for rule, _ in found if rule in exempted})
        cells[profile] = f"{'failed' if left else 'passed'}, {len(left)}, {exempt}"
    for rule in exempted.keys() - used:
        print(f"{name}: nothing needs the exemption of {rule} any more", file=sys.stderr)
        failed = True
    if not any(True for _ in finds(WRONG, options)):
        print(f"{name}: finds nothing in what is wrong on purpose", file=sys.stderr)
        failed = True
    return cells, failed


def kept(committed, title):
    """A judge's column of the committed page, by profile."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in committed.splitlines() if line.startswith("|")]
    if not rows or title not in rows[0]:
        return {}
    return {row[0]: row[rows[0].index(title)] for row in rows[2:]}


def document(columns, exemptions, profiles, server):
    table = f"| profile | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}\n"
    for profile in profiles:
        table += f"| {profile} | {' | '.join(cells.get(profile, 'not run') for cells in columns.values())} |\n"
    return f"""# Conformance

What programs that infgen did not write say of the files that it renders, of every profile that is shipped and of every
[example](../profiles/examples). `.ci/run` makes this page, and fails when it is stale. A cell has the verdict, the
findings that are left, and the rules that are exempted. kube-linter is skipped, and its column kept, where the module
proxy does not have it.

{table}
## Kubernetes

- Applied against {server}, with the controllers of the same release and the custom resources that
  [`tests/cluster/crds.txt`](../tests/cluster/crds.txt) pins: every object of every profile, on the client and on the
  server, twice, without a warning and without a change. `tests/cluster.rs` has the promises.
- kubernetes-validate: the schemas of {', '.join(MINORS[:-1])} and {MINORS[-1]}, strictly.
- kubeconform: the OpenAPI that the API server itself publishes, custom resources included, strictly.

## Exempted rules

{exemptions}"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rendered", type=pathlib.Path)
    for name in ["tools", "openapi", "checkov"]:
        parser.add_argument(f"--{name}", type=lambda text: pathlib.Path(text).absolute() if text else None)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    committed = DOCUMENT.read_text() if DOCUMENT.exists() else ""
    with tempfile.TemporaryDirectory() as folder:
        options.schemas = pathlib.Path(folder)
        if options.openapi:
            subprocess.run([sys.executable, HERE / "schemas.py", options.openapi, folder], check=True)
        folders = sorted(path for path in options.rendered.iterdir() if path.is_dir())
        profiles = {path.name: [path / f"{file}.yaml" for file in FILES if (path / f"{file}.yaml").exists()] for path in folders}
        columns, exemptions, failed = {}, "", False
        for name, title, there, finds in judges(options):
            path = HERE / "exemptions" / f"{name}.toml"
            if path.exists():
                reasons = tomllib.loads(path.read_text()).items()
                exemptions += f"### {name}\n\n" + "".join(f"- `{rule}`: {of['reason']}.\n" for rule, of in reasons) + "\n"
            if not there:
                columns[title] = kept(committed, title)
                print(f"skipped: {title} is not there")
                continue
            columns[title], wrong = judge(name, finds, profiles, options)
            failed |= wrong
            print(f"{title}: {'failed' if wrong else 'passed'}")
    applied = re.search(r"^- Applied against (Kubernetes \S+),", committed, re.MULTILINE)
    server = applied.group(1) if applied else "no server yet"
    if options.openapi:
        server = f"Kubernetes {json.loads((options.openapi / 'version.json').read_text())['gitVersion'].removeprefix('v')}"
    fresh = document(columns, exemptions.rstrip("\n") + "\n", profiles, server)
    if options.write and not failed:
        DOCUMENT.write_text(fresh)
    elif fresh != committed:
        print(f"{DOCUMENT.name} is stale; `.ci/judges INFGEN --write` writes it", file=sys.stderr)
        failed = True
    sys.exit(1 if failed else 0)


os.environ.setdefault("LOG_LEVEL", "ERROR")
main()
