#!/bin/bash
# gate.sh BEFORE [AFTER [OPTION...]]: whether commit AFTER (HEAD) is as fast as commit BEFORE. Each is checked out and
# built by itself; the benchmarks of both run in turns, ROUNDS (3) times and up to twice as often again where some seem
# to be slower, and the fastest iterations of each are compared. The status is 1 when a benchmark became slower by more
# than a tenth, allocates, or is gone. Options go to BenchmarkDotNet; without any, all benchmarks run.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
[ $# -gt 0 ] || { echo "usage: gate.sh BEFORE [AFTER [OPTION...]]" >&2; exit 2; }
before=$(git rev-parse --short "$1^{commit}")
after=$(git rev-parse --short "${2:-HEAD}^{commit}")
shift $(($# > 1 ? 2 : 1))
[ $# -gt 0 ] || set -- --filter '*'
rounds=${ROUNDS:-3}

work=$(mktemp -d)
finish() {
    for side in before after; do
        if [ -d "$work/$side" ]; then git worktree remove --force "$work/$side" || true; fi
    done
    rm -rf "$work"
}
trap finish EXIT

# build SIDE COMMIT
build() {
    echo "gate: building $2, the commit $1" >&2
    git worktree add --quiet --detach "$work/$1" "$2"
    dotnet build "$work/$1/bench" -c Release --nologo -v quiet -p:RunAnalyzersDuringBuild=false >&2
}

# run SIDE ROUND OPTION...: within the process, for what BenchmarkDotNet builds otherwise would have to be built anew
# each time. Short iterations, and many: the fastest counts, for what else the machine does only ever adds.
run() {
    local side=$1 round=$2 log
    shift 2
    log=$work/$side.$round.log
    (cd "$work/$side" && dotnet bench/bin/Release/net10.0/Probe.Bench.dll "$@" --inProcess --job short \
        --iterationTime 50 --warmupCount 12 --iterationCount 15 \
        --exporters briefjson --artifacts "$work/results/$side/$round") >"$log" 2>&1 \
        || { tail -n 20 "$log" >&2; exit 2; }
}

build before "$before"
build after "$after"
# A machine that does other things meanwhile shows slowdowns that are none; a real one is still there in more rounds.
status=1
for round in $(seq $((rounds * 3))); do
    for side in before after; do
        echo "gate: round $round, $side" >&2
        run $side "$round" "$@"
    done
    [ $((round % rounds)) = 0 ] || continue
    status=0
    dotnet run --project bench -c Release -- gate "$work/results/before" "$work/results/after" || status=$?
    [ $status = 1 ] || break
done
exit $status
