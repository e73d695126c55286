#!/usr/bin/env python3
"""Times infgen as a whole process beside programs that everyone has, and prints the ratios.

    cargo build --release && benches/ratios.py target/release/infgen

The two of a pair run in turns, so that a machine that is slow for a while is slow for both; the ratio is that of the
medians. Nothing but Python's own library is needed; without kubectl its line says so.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def pair(name, ours, theirs, runs, bound, ours_before=None, theirs_before=None):
    """Runs both in turns and prints medians, ratio and bound; returns whether the bound holds."""
    mine, other = [], []
    for round in range(runs + 2):
        for times, command, before in ((mine, ours, ours_before), (other, theirs, theirs_before)):
            if before:
                before()
            took = seconds(command)
            if round >= 2:  # the first two fill the caches
                times.append(took)
    mine, other = statistics.median(mine), statistics.median(other)
    ratio, holds, words = bound(mine, other)
    print(f"{name:<44}{mine * 1e3:>9.2f} ms{other * 1e3:>9.2f} ms{ratio:>8.1f}   {words}  {'holds' if holds else 'MISSED'}")
    return holds


def at_most(limit):
    return lambda mine, other: (mine / other, mine / other <= limit, f"at most {limit}")


def faster(limit):
    return lambda mine, other: (other / mine, other / mine >= limit, f"at least {limit}")


def main():
    infgen = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/infgen")
    print(f"{'':<44}{'infgen':>12}{'other':>12}{'ratio':>8}   bound")
    held = []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        os.chdir(scratch)  # the profiles are those built into the program
        render = [infgen, "render", "--profile", "prod", "--quiet"]
        held.append(pair("render, against /bin/true", render, ["/bin/true"], 300, at_most(2.5)))

        subprocess.run([*render, "--out", "five"], check=True)
        files = sorted(file.name for file in (scratch / "five/prod").glob("*.yaml"))
        resources = "".join(f"- {name}\n" for name in files)
        (scratch / "five/prod/kustomization.yaml").write_text(f"resources:\n{resources}")
        if shutil.which("kubectl"):
            held.append(pair("render, against kubectl kustomize", render, ["kubectl", "kustomize", "five/prod"], 20, faster(30)))
        else:
            print("render, against kubectl kustomize: skipped, kubectl is not on the PATH")

        profiles, out, copy = scratch / "profiles", scratch / "out", scratch / "copy"
        profiles.mkdir()
        subprocess.run([infgen, "init", "--quiet", "shipped"], check=True, stdout=subprocess.DEVNULL)
        shutil.copy("shipped/profiles/base.toml", profiles)
        prod = (scratch / "shipped/profiles/prod.toml").read_text()
        for number in range(1000):
            (profiles / f"prod{number:04}.toml").write_text(prod)
        everything = [infgen, "render", "--profiles", str(profiles), "--all", "--quiet", "--out", str(out)]
        subprocess.run(everything, check=True)
        held.append(
            pair(
                "render --all of 1,000, against cp -r of it",
                everything,
                ["cp", "-r", str(out), str(copy)],
                5,
                at_most(3),
                lambda: shutil.rmtree(out, ignore_errors=True),
                lambda: shutil.rmtree(copy, ignore_errors=True),
            )
        )
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
