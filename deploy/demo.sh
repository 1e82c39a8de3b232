#!/bin/sh
# demo.sh DIRECTORY [OPTION...]: replays the capture that lies beside the built probe's rules, as whoever calls it.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
probe=$1/kosmos-probe
capture=$1/rules/tests/demo.scap
shift

echo "demo: a node's few seconds, in which each KOSMOS rule is broken once; no kernel and no privilege is needed"
exec "$probe" -o engine.kind=replay -o "engine.replay.capture_file=$capture" "$@"
