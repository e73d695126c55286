#!/bin/sh
# Builds the judges that are written in Go, each from the module that pins it here, once, and prints the folder that
# holds them (and nothing else on stdout): $INFGEN_TOOLS_CACHE, or ~/.cache/infgen/tools.
#
# kube-linter pins its dependencies with `replace` lines and needs no module of ours: it is installed by version, against
# the public checksum database. Where the module proxy does not have it, it is left out and named.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")"
say() { printf '.ci/tools/build.sh: %s\n' "$*" >&2; }
folder=${INFGEN_TOOLS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/infgen/tools}
mkdir -p "$folder"
jobs=${INFGEN_CLUSTER_JOBS:-1}
export CGO_ENABLED=0 GOWORK=off GOMAXPROCS="$jobs"

for tool in kubeconform kube-score pint; do
    stamp=$(cat "$tool/go.mod" "$tool/go.sum" | cksum)
    [ -x "$folder/$tool" ] && [ "$(cat "$folder/$tool.built-from" 2>/dev/null)" = "$stamp" ] && continue
    say "building $tool"
    (cd "$tool" && nice -n 19 go build -mod=readonly -p "$jobs" -trimpath -buildvcs=false -o "$folder/$tool" tool) >&2
    printf '%s\n' "$stamp" >"$folder/$tool.built-from"
done

grep -v '^#' installed.txt | while read -r tool version package; do
    [ -x "$folder/$tool" ] && [ "$(cat "$folder/$tool.built-from" 2>/dev/null)" = "$version" ] && continue
    if GOBIN="$folder" GOFLAGS=-mod=mod nice -n 19 go install -p "$jobs" -trimpath "$package@$version" 2>"$folder/$tool.log"; then
        printf '%s\n' "$version" >"$folder/$tool.built-from"
    else
        rm -f "$folder/$tool" "$folder/$tool.built-from"
        say "skipped: $tool $version cannot be installed: $(tail -n 1 "$folder/$tool.log")"
    fi
done
printf '%s\n' "$folder"
