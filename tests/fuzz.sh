#!/bin/sh
# fuzz.sh TARGET SECONDS: feeds mutated inputs to a target (condition, rules, output, capture, replay, audit) for a
# while, guided by coverage, and ends with executions, crashes and hangs. What it finds stays in
# out/fuzz/TARGET/found. Seeds are tests/Cases/fuzz/TARGET and the language cases; with KOSMOS_SHARED set, the shared
# cases, rules, captures and audit events too.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh

# An input that takes longer hangs; one that needs more memory crashes. Both leave room for a busy machine.
hang_ms=5000
heap_bytes_hex=30000000
input_bytes_max=8192

target=${1:-} seconds=${2:-}
if [ ! -d "tests/Cases/fuzz/$target" ] || ! [ "$seconds" -gt 0 ] 2>/dev/null; then
    echo "usage: tests/fuzz.sh TARGET SECONDS; targets: $(ls -d tests/Cases/fuzz/*/ | xargs -n1 basename | xargs)" >&2
    exit 2
fi

deploy/setup.sh fuzz
work=out/fuzz/$target
rm -rf "$work"
mkdir -p "$work/seeds"
dotnet publish tests/Probe.Fuzz -c Release -o "$work/bin" --nologo -v quiet
program=$work/bin/Probe.Fuzz

cp "tests/Cases/fuzz/$target"/* "$work/seeds"
for cases in tests/Cases/language ${KOSMOS_SHARED:+"$KOSMOS_SHARED/reference/cases" "$KOSMOS_SHARED/fixtures"}; do
    "$program" "$target" seeds "$cases" "$work/seeds.new"
    for seed in "$work/seeds.new"/*; do
        [ ! -e "$seed" ] || mv "$seed" "$work/seeds/$(basename "$cases")-$(basename "$seed")"
    done
done

# Coverage is counted by code that is woven into the assemblies under test.
dotnet tool restore >/dev/null
for assembly in Probe.Engine YamlDotNet; do
    dotnet sharpfuzz "$work/bin/$assembly.dll"
done

export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1
export AFL_FORKSRV_INIT_TMOUT=60000 AFL_HANG_TMOUT=$hang_ms AFL_QUIET=1
export DOTNET_GCHeapHardLimit=$heap_bytes_hex DOTNET_gcServer=0
status=0
afl-fuzz -i "$work/seeds" -o "$work/found" -V "$seconds" -t "$hang_ms" -m none -G "$input_bytes_max" \
    -x "tests/Cases/fuzz/$target.dict" -- "$program" "$target" >"$work/log" 2>&1 || status=$?

stats=$work/found/default/fuzzer_stats
if [ ! -s "$stats" ]; then
    tail -n 30 "$work/log" >&2
    echo "fuzz.sh: afl-fuzz did not start (status $status); its log is $work/log" >&2
    exit 1
fi

# stat NAME: one figure of the run.
stat() {
    sed -n "s/^$1 *: *//p" "$stats"
}

crashes=$(stat saved_crashes) hangs=$(stat saved_hangs)
echo "$target: $(stat run_time) s, $(stat execs_done) executions, $(stat execs_per_sec) per second," \
    "$(stat corpus_count) inputs kept, $(stat bitmap_cvg) of the map, $crashes crashes, $hangs hangs"
if [ "$crashes" != 0 ] || [ "$hangs" != 0 ]; then
    ls "$work/found/default/crashes" "$work/found/default/hangs"
    echo "try again: $program $target replay $work/found/default/crashes"
    exit 1
fi
