#!/usr/bin/env bash
# The tools by which what is in this folder is checked, into .tools/bin; nothing is installed in the system.
#   prometheus, promtool   from Debian's package (on Debian and Ubuntu; elsewhere have them on the PATH)
#   helm, kubeconform      built from their Go modules (needs Go)
# What cannot be had is told, and the checks that need it are skipped; the exit status is 0 all the same.
set -uo pipefail
cd "$(dirname "$0")/.."
HELM=helm.sh/helm/v3/cmd/helm@v3.18.4
KUBECONFORM=github.com/yannh/kubeconform/cmd/kubeconform@v0.6.7
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
    have helm || GOBIN="$bin" timeout 900 go install "$HELM" 2>/dev/null
    have kubeconform || GOBIN="$bin" timeout 300 go install "$KUBECONFORM" 2>/dev/null
fi
for tool in prometheus promtool helm kubeconform; do
    have "$tool" && echo "$tool: ready" || echo "$tool: not to be had here; its checks will be skipped"
done
