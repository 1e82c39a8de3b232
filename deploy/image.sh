#!/bin/sh
# Builds the container image with whichever tool is there and works, and says how large it is. TAG, SDK_IMAGE and
# DEBIAN_IMAGE may be set, and IMAGE_OPTIONS: further options for the tool's build command. Without an engine, as root:
#   STORAGE_DRIVER=vfs IMAGE_OPTIONS="--isolation chroot" deploy/image.sh
set -eu
cd "$(dirname "$0")/.."
tag=${TAG:-kosmos-probe:dev}
set --
[ -z "${SDK_IMAGE:-}" ] || set -- "$@" --build-arg "SDK_IMAGE=$SDK_IMAGE"
[ -z "${DEBIAN_IMAGE:-}" ] || set -- "$@" --build-arg "DEBIAN_IMAGE=$DEBIAN_IMAGE"

if command -v buildah >/dev/null; then
    # shellcheck disable=SC2086 # a list of options on purpose
    buildah build ${IMAGE_OPTIONS:-} "$@" -t "$tag" .
    echo "$tag: $(buildah images --format '{{.Size}}' "$tag") uncompressed"
elif command -v docker >/dev/null && docker info >/dev/null 2>&1; then
    # shellcheck disable=SC2086
    docker build ${IMAGE_OPTIONS:-} "$@" -t "$tag" .
    echo "$tag: $(($(docker image inspect --format '{{.Size}}' "$tag") / 1000000)) MB uncompressed"
else
    echo "image: needs buildah (apt-get install buildah) or docker with a running engine; neither is here" >&2
    exit 1
fi
