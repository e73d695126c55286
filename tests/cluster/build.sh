#!/bin/sh
# Builds the unmodified kube-apiserver, kube-controller-manager, kubectl and etcd of the versions that go.mod pins,
# once, and prints the folder that holds them (and nothing else on stdout):
#
#     export KUBEBUILDER_ASSETS="$(tests/cluster/build.sh)"
#
# The folder lies outside the repository: $INFGEN_CLUSTER_CACHE, or ~/.cache/infgen/cluster/<Kubernetes version>.
# A second run finds the binaries and does nothing. INFGEN_CLUSTER_JOBS (1) is the number of compilers at once.
set -eu
unset CDPATH
cd -- "$(dirname -- "$0")"
say() { printf 'tests/cluster/build.sh: %s\n' "$*" >&2; }

# The one home of the versions is go.mod; this reads it without needing Go.
pinned() { awk -v module="$1" '$1 == module && $2 ~ /^v[0-9]/ { print $2; exit }' go.mod; }
kubernetes=$(pinned k8s.io/kubernetes)
etcd=$(pinned go.etcd.io/etcd/server/v3)
folder=${INFGEN_CLUSTER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/infgen/cluster/$kubernetes}

# What is in the folder was built from exactly this: the pins with their checksums.
stamp="kubernetes $kubernetes, etcd $etcd, pins $(cat go.mod go.sum | cksum | tr ' ' '-')"

complete() {
    [ "$(cat "$folder/built-from" 2>/dev/null)" = "$stamp" ] || return 1
    for program in kube-apiserver kube-controller-manager kubectl etcd; do
        [ -x "$folder/$program" ] || return 1
    done
}

if ! complete; then
    command -v go >/dev/null || { say "Go is needed to build Kubernetes $kubernetes; it is not on PATH"; exit 1; }
    mkdir -p "$folder"
    fresh=$(mktemp -d "$folder/.building.XXXXXX")
    trap 'rm -rf "$fresh"' EXIT
    trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 143' TERM

    jobs=${INFGEN_CLUSTER_JOBS:-1}
    # As the release build does (hack/lib/golang.sh, hack/lib/version.sh): static, without symbols, its version stamped in.
    export CGO_ENABLED=0 GOWORK=off GOMAXPROCS="$jobs"
    number=${kubernetes#v}; major=${number%%.*}; rest=${number#*.}; minor=${rest%%.*}
    flags='-s -w'
    for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        flags="$flags -X $package.gitVersion=$kubernetes -X $package.gitMajor=$major -X $package.gitMinor=$minor"
        flags="$flags -X $package.gitTreeState=archive -X $package.gitCommit="
    done
    build() { nice -n 19 go build -mod=readonly -p "$jobs" -trimpath -buildvcs=false -tags selinux,notest,grpcnotrace "$@" >&2; }

    say "building Kubernetes $kubernetes and etcd $etcd into $folder (once; expect minutes)"
    build -ldflags "$flags" -o "$fresh/etcd" go.etcd.io/etcd/server/v3
    for program in kubectl kube-apiserver kube-controller-manager; do
        build -ldflags "$flags" -o "$fresh/$program" "k8s.io/kubernetes/cmd/$program"
    done

    # The stamp goes first and comes last, so that a killed run is never taken for a finished one.
    rm -f "$folder/built-from"
    mv -f "$fresh"/* "$folder/"
    printf '%s\n' "$stamp" >"$folder/built-from"
fi
printf '%s\n' "$folder"
