#!/bin/sh
# run.sh DIRECTORY [OPTION...]: runs the built probe as root, through sudo when need be.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
probe=$1/kosmos-probe
shift

if [ "$(id -u)" = 0 ]; then
    exec "$probe" "$@"
elif command -v sudo >/dev/null; then
    # sudo drops the environment; the runtime must still be found.
    exec sudo env "DOTNET_ROOT=$DOTNET_ROOT" "$probe" "$@"
fi
echo "run: loading kernel programs needs root (or CAP_BPF and CAP_PERFMON); there is no sudo here" >&2
exit 1
