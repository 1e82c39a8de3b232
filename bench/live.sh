#!/bin/bash
# live.sh [DIRECTORY [ROUNDS]]: what the probe in DIRECTORY (out) costs the processes it watches, in one run: getppid,
# open+close, connect, a datagram, vfork+exec, a compilation and two processes that do nothing but open, without the
# probe, with a hook that does nothing in its place (the least that any probe costs which sees the exits of system
# calls), with rules that want none of these, with the shipped KOSMOS rules and with all official rules of Falco. In
# each round (5) every work is timed in every state, so that the ratios, which are what may be quoted, compare
# neighbours in time; printed are medians over the rounds. Beside them: what was lost, memory under load, and how long
# an alert takes.
#
#   STATES="without official"  fewer states (without always belongs to them)
#   WORKS="getppid open"       fewer works
#   FLOOD_S=30                 how long the two processes open, 10 seconds otherwise
#   PROCESSES=1000000          beside all that, memory before and after as many short processes
#   SAVE=1                     leaves the table in bench/results/, named by day and commit
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
directory=${1:-out}
rounds=${2:-5}
read -ra states <<<"${STATES:-without hook unwanted kosmos official}"
read -ra works <<<"${WORKS:-getppid open connect send exec compile flood latency}"
flood_s=${FLOOD_S:-10}
processes=${PROCESSES:-0}
official=${KOSMOS_SHARED:-../shared}/fixtures/falco-rules
declare -A turns=([getppid]=2000000 [open]=300000 [connect]=300000 [send]=200000 [exec]=1000)
latency_count=200
latency_flood_s=8
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)

. bench/probe.sh
prepare "$0" "$@"
[ -x "$directory/kosmos-probe" ] || { echo "live: no probe in $directory; make build first" >&2; exit 1; }
if [[ " ${states[*]} " = *" official "* && ! -d $official ]]; then
    echo "live: no official rules in $official; left out (set KOSMOS_SHARED)" >&2
    states=("${states[@]/official/}")
fi

flood_pid=""
finish() {
    [ -z "$flood_pid" ] || kill "$flood_pid" 2>/dev/null || true
    stop_probe
    rm -rf "$work"
}

cc -O2 -o "$work/live" bench/live.c
clang=$(command -v clang || ls /usr/bin/clang-[0-9]* | tail -n 1)
mkfifo "$work/alerts"
if [[ " ${states[*]} " = *" hook "* ]]; then
    cc -O2 -o "$work/hook" bench/hook.c -lbpf
    "$clang" -g -O2 -mcpu=v3 -target bpf -I bpf -c bench/hook.bpf.c -o "$work/hook.o"
fi

# A rule that nothing fulfils: measured is what is always there.
cat > "$work/unwanted.yaml" <<RULES
- rule: Nothing else is wanted
  desc: exec only
  condition: evt.type = execve and proc.name = no-such-program
  output: "%proc.name"
  priority: DEBUG
RULES

# start_probe STATE: the alerts go into the pipe, which descriptor 4 holds open; returns when the probe watches.
start_probe() {
    local rules=()
    case $1 in
        unwanted) rules=(-r "$work/unwanted.yaml") ;;
        official)
            for tier in falco_rules falco-incubating_rules falco-sandbox_rules; do
                rules+=(-r "$official/$tier.yaml")
            done ;;
    esac
    if [ "$1" = hook ]; then
        "$work/hook" "$work/hook.o" >"$work/alerts" 2>"$work/log" &
        probe_pid=$!
        exec 4<"$work/alerts"
        await_log watching
        return
    fi
    # As in image, chart and unit, but for the port, and for equal alerts, each of which is waited for here.
    DOTNET_EnableDiagnostics=0 "$directory/kosmos-probe" "${rules[@]}" -o deduplication.enabled=false \
        -o webserver.enabled=false >"$work/alerts" 2>"$work/log" &
    probe_pid=$!
    exec 4<"$work/alerts"
    await_log watching
}

# What is not read would fill the pipe. Whoever waits for alerts stops this reader first.
drain_pid=""
drain() { cat <&4 >/dev/null & drain_pid=$!; }
undrain() { kill "$drain_pid"; wait "$drain_pid" 2>/dev/null || true; }

note() { printf '%s\n' "$3" >> "$work/$1.$2"; }
rss_mb() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$probe_pid/status"; }

# latency STATE NAME: of triggers that this state's rules wait for.
latency() {
    local by=exec word=emergency-halt
    if [ "$1" = official ]; then by=open word=shadow; fi
    undrain
    "$work/live" latency $by $latency_count $word <&4 >> "$work/$1.$2"
    drain
}

# flood STATE: opens per second, and memory while they go on.
flood() {
    "$work/live" flood 2 "$flood_s" > "$work/opens" &
    flood_pid=$!
    if [ "$1" != without ] && [ "$1" != hook ]; then
        sleep 1
        note "$1" rss "$(rss_mb)"
    fi
    wait "$flood_pid"
    flood_pid=""
    note "$1" flood "$(cat "$work/opens")"
}

# latency_in_flood STATE: how long an alert takes meanwhile. A flood of its own: what triggers the alerts takes CPUs as
# well.
latency_in_flood() {
    "$work/live" flood 2 "$latency_flood_s" > /dev/null &
    flood_pid=$!
    # The reader of alerts was started just now, and must be one before it is stopped.
    sleep 1
    latency "$1" latency-flood
    wait "$flood_pid"
    flood_pid=""
}

compile() {
    local start=${EPOCHREALTIME/./}
    "$clang" -g -O2 -mcpu=v3 -target bpf -D__TARGET_ARCH_x86 -I bpf -c bpf/probe.bpf.c -o "$work/probe.o"
    note "$1" compile $((${EPOCHREALTIME/./} - start))
}

# Of the first thousands of events the runtime compiles what judges them once more, on a CPU that the works would need.
warm_up() {
    "$work/live" exec 4000 >/dev/null
    sleep 1
}

measure() {
    local state=$1 name
    for name in "${works[@]}"; do
        case $name in
            compile) compile "$state" ;;
            flood) flood "$state" ;;
            latency)
                [[ $state = without || $state = hook || $state = unwanted ]] && continue
                latency "$state" latency
                latency_in_flood "$state"
                ;;
            *) note "$state" "$name" "$("$work/live" "$name" "${turns[$name]}")" ;;
        esac
    done
}

# short_processes STATE: memory before and after.
short_processes() {
    start_probe "$1"
    drain
    sleep 5
    note "$1" before "$(rss_mb)"
    "$work/live" processes "$processes" >/dev/null
    sleep 1
    note "$1" after "$(rss_mb)"
    undrain
    stop_probe
}

for round in $(seq "$rounds"); do
    for state in "${states[@]}"; do
        [ -n "$state" ] || continue
        echo "live: round $round of $rounds, $state" >&2
        if [ "$state" = without ]; then
            measure without
        else
            start_probe "$state"
            drain
            warm_up
            measure "$state"
            stop_probe
            wait "$drain_pid" || true
            exec 4<&-
            [ "$state" = hook ] || note "$state" dropped "$(grep -o 'events seen .*' "$work/log" | tail -n 1 \
                | sed 's/.*submitted \([0-9]*\), dropped \([0-9]*\).*/\2 \1/')"
        fi
    done
done
if [ "$processes" -gt 0 ]; then short_processes "${states[-1]}"; fi

sorted() { sort -n "$work/$1"; }
# rank FILE SHARE: the value at that share of the sorted ones.
rank() { sorted "$1" | awk -v share="$2" '{ v[NR] = $1 } END { print v[int((NR - 1) * share + 0.5) + 1] }'; }
# ratio STATE WORK: the median over the rounds of this state's figure by that of the same round without the probe.
ratio() {
    paste "$work/$1.$2" "$work/without.$2" | awk '{ print $1 / $2 }' | sort -n \
        | awk '{ v[NR] = $1 } END { printf "%.2f", v[int((NR + 1) / 2)] }'
}

report() {
    local state name unit factor
    echo "kernel $(uname -r), $(nproc) CPUs, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //')"
    echo "commit $commit, medians of $rounds rounds, flood of $flood_s s"
    echo
    printf '| %-22s |' "work"
    for state in "${states[@]}"; do [ -z "$state" ] || printf ' %-17s |' "$state"; done
    printf '\n|---|'
    for state in "${states[@]}"; do [ -z "$state" ] || printf -- '---|'; done
    echo
    for name in "${works[@]}"; do
        case $name in
            latency) continue ;;
            flood) unit="opens/s" factor=1 ;;
            compile) unit="ms" factor=1000 ;;
            exec) unit="us" factor=1000 ;;
            *) unit="ns" factor=1 ;;
        esac
        printf '| %-22s |' "$name, $unit"
        for state in "${states[@]}"; do
            [ -n "$state" ] || continue
            printf ' %9.0f (%5s) |' "$(awk "BEGIN { print $(rank "$state.$name" 0.5) / $factor }")" \
                "$(ratio "$state" "$name")"
        done
        echo
    done
    echo
    for state in "${states[@]}"; do
        [ -f "$work/$state.dropped" ] || continue
        awk -v state="$state" '{ dropped += $1; submitted += $2 }
            END { printf "%s: %d of %d records dropped", state, dropped, dropped + submitted }' "$work/$state.dropped"
        [ ! -f "$work/$state.rss" ] || printf '; %s MB resident in the flood' "$(rank "$state.rss" 1)"
        for name in latency latency-flood; do
            [ ! -f "$work/$state.$name" ] || printf '; %s p50 %.1f ms, p99 %.1f ms' "$name" \
                "$(awk "BEGIN { print $(rank "$state.$name" 0.5) / 1000 }")" \
                "$(awk "BEGIN { print $(rank "$state.$name" 0.99) / 1000 }")"
        done
        echo
        [ ! -f "$work/$state.after" ] || echo "$state: $processes short processes took it from" \
            "$(cat "$work/$state.before") to $(cat "$work/$state.after") MB"
    done
}

report | tee "$work/report"
if [ -n "${SAVE:-}" ]; then
    mkdir -p bench/results
    { echo '# bench/live.sh'; echo; cat "$work/report"; } > "bench/results/live-$(date +%F)-$commit.md"
fi
