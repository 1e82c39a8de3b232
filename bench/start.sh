#!/bin/bash
# start.sh DIRECTORY... : how long the probes published in these directories take from their start until they watch,
# with all official rules of Falco, and how much CPU time. They take turns, ROUNDS (15) times; printed are medians, the
# least, and what one start compiles. Compare directories of one run only.
#
# start.sh profile: makes src/Probe.Host/start.mibc again, by which a published probe has ready what a start would
# otherwise compile. Worth while when `compiles` has grown by some hundred.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
rounds=${ROUNDS:-15}
official=${KOSMOS_SHARED:-../shared}/fixtures/falco-rules

. bench/probe.sh
prepare "$0" "$@"

rules=()
if [ -d "$official" ]; then
    for tier in falco_rules falco-incubating_rules falco-sandbox_rules; do
        rules+=(-r "$official/$tier.yaml")
    done
fi

# start DIRECTORY OPTION...: returns when the probe watches; leaves in `taken` how long that took.
start() {
    local directory=$1 from=${EPOCHREALTIME/./}
    shift
    : > "$work/log"
    "$directory/kosmos-probe" "$@" -o webserver.enabled=false >/dev/null 2>"$work/log" &
    probe_pid=$!
    until grep -q watching "$work/log"; do
        kill -0 "$probe_pid" || { cat "$work/log" >&2; exit 1; }
        sleep 0.002
    done
    taken=$((${EPOCHREALTIME/./} - from))
}

# CPU time of all threads, in us; some end meanwhile.
used() {
    { cat /proc/"$probe_pid"/task/*/schedstat 2>/dev/null || true; } |
        awk '{ sum += $1 } END { printf "%d\n", sum / 1000 }'
}

# What was ready and is compiled again, as it runs often, does not count. The runtime adds to the file.
compiled() {
    rm -f "$work/compiled"
    DOTNET_JitStdOutFile=$work/compiled DOTNET_JitDisasmSummary=1 start "$1" "${rules[@]}"
    grep 'JIT compiled' "$work/compiled" | grep -cv 'Tier1'
    stop_probe
}

# quantile FILE SHARE: of what was noted in us, in ms.
quantile() {
    sort -n "$1" | awk -v share="$2" '{ v[NR] = $1 } END { printf "%.0f", v[int((NR - 1) * share + 0.5) + 1] / 1000 }'
}

profile() {
    local trace=$work/trace.nettrace log=$work/compiled
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    dotnet build bench -c Release --nologo -v quiet
    StartProfile=none deploy/publish.sh "$work/bare"
    : > "$work/traces"
    : > "$work/logs"
    for run in official shipped; do
        if [ $run = shipped ]; then rules=(); fi
        DOTNET_JitStdOutFile=$log DOTNET_JitDisasmSummary=1 DOTNET_EnableEventPipe=1 \
            DOTNET_EventPipeOutputPath=$trace DOTNET_EventPipeConfig=Microsoft-Windows-DotNETRuntime:0x10:5 \
            start "$work/bare" "${rules[@]}"
        stop_probe
        cat "$trace" >> "$work/traces"
        cat "$log" >> "$work/logs"
        rm "$trace" "$log"
    done
    bench/bin/Release/net10.0/Probe.Bench profile "$work/traces" "$work/logs" \
        src/Probe.Host/obj/Release/net10.0/linux-x64/linked src/Probe.Host/start.mibc
}

if [ "${1:-}" = profile ]; then
    profile
    exit
fi

export DOTNET_EnableDiagnostics=0
for _ in $(seq "$rounds"); do
    for i in $(seq $#); do
        start "${!i}" "${rules[@]}"
        used >> "$work/used.$i"
        echo "$taken" >> "$work/taken.$i"
        stop_probe
    done
done
for i in $(seq $#); do
    echo "${!i}: ready after $(quantile "$work/taken.$i" 0.5) ms, at least $(quantile "$work/taken.$i" 0);" \
        "$(quantile "$work/used.$i" 0.5) ms of CPU, at least $(quantile "$work/used.$i" 0);" \
        "compiles $(compiled "${!i}") methods"
done
