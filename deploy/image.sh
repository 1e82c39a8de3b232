#!/bin/sh
# Builds the container image with whichever tool is there and works. TAG, SDK_IMAGE and RUNTIME_IMAGE may be set.
set -eu
cd "$(dirname "$0")/.."
tag=${TAG:-kosmos-probe:dev}
set --
[ -z "${SDK_IMAGE:-}" ] || set -- "$@" --build-arg "SDK_IMAGE=$SDK_IMAGE"
[ -z "${RUNTIME_IMAGE:-}" ] || set -- "$@" --build-arg "RUNTIME_IMAGE=$RUNTIME_IMAGE"

if command -v buildah >/dev/null; then
    exec buildah build "$@" -t "$tag" .
elif command -v docker >/dev/null && docker info >/dev/null 2>&1; then
    exec docker build "$@" -t "$tag" .
fi
echo "image: needs buildah (apt-get install buildah) or docker with a running engine; neither is here" >&2
exit 1
