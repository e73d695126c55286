#!/bin/sh
# Copies the custom resource definitions that crds.txt lists, from the released modules of their own projects
# (checked against the checksums there), into a folder and prints it. Needs Go and jq; run it to refresh, not to test.
#
#     tests/cluster/crds.sh [FOLDER]        default: crds/ beside this script
set -eu
unset CDPATH
here=$(cd -- "$(dirname -- "$0")" && pwd)
folder=${1:-$here/crds}
mkdir -p "$folder"
folder=$(cd -- "$folder" && pwd)
cd /   # outside of any module: only the versions in crds.txt count

grep -v '^#' "$here/crds.txt" | while read -r module version sum path; do
    got=$(GOWORK=off GOFLAGS=-mod=mod go mod download -json "$module@$version")
    if [ "$(printf %s "$got" | jq -r .Sum)" != "$sum" ]; then
        printf '%s\n' "tests/cluster/crds.sh: $module@$version is not what crds.txt pins" >&2
        exit 1
    fi
    { printf '# From %s %s, %s\n' "$module" "$version" "$path"; cat "$(printf %s "$got" | jq -r .Dir)/$path"; } >"$folder/${path##*/}.new"
    mv -f "$folder/${path##*/}.new" "$folder/${path##*/}"
done
printf '%s\n' "$folder"
