#!/bin/sh
# run.sh DIRECTORY [OPTION...]: the benchmarks of bench/, then how long the probe in DIRECTORY takes to load rules, and
# what it costs others. Options go to BenchmarkDotNet; without any, all benchmarks run.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
out=$1
shift
[ $# -gt 0 ] || set -- --filter '*'
dotnet run --project bench -c Release -- "$@"
dotnet run --no-build --project bench -c Release -- replay || echo "bench: no captures to replay; left out" >&2
bench/load.sh "$out"
if [ "$(id -u)" = 0 ]; then
    bench/live.sh "$out"
elif command -v sudo >/dev/null; then
    sudo env "DOTNET_ROOT=$DOTNET_ROOT" bench/live.sh "$out"
else
    echo "bench: live.sh needs root; left out" >&2
fi
