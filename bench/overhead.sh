#!/bin/bash
# overhead.sh [DIRECTORY [ROUNDS]]: what the probe costs the processes it watches. In each round getppid and open+close
# are timed without the probe, with it attached but not wanting opens, and with it sending every open; printed are
# medians over the rounds and their ratios to the run without. Compare ratios of one run, never two machines' figures.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
probe=${1:-out}/kosmos-probe
rounds=${2:-5}
getppid_count=2000000
open_count=300000

if [ "$(id -u)" != 0 ]; then
    echo "overhead: needs root to attach the probe; try: sudo $0 $*" >&2
    exit 1
fi

work=$(mktemp -d)
probe_pid=""
stop_probe() {
    [ -z "$probe_pid" ] || { kill "$probe_pid" && wait "$probe_pid" || true; } 2>/dev/null
    probe_pid=""
}
trap 'stop_probe; rm -rf "$work"' EXIT

cc -O2 -o "$work/overhead" bench/overhead.c

# Neither file's rule ever matches: measured is watching, not alerting.
cat > "$work/filtering.yaml" <<RULES
- rule: No open is wanted
  desc: exec only
  condition: evt.type = execve and proc.name = no-such-program
  output: "%proc.name"
  priority: DEBUG
RULES
cat > "$work/sending.yaml" <<RULES
- rule: Every open is wanted
  desc: the verdict needs the path, so each open has to be sent
  condition: evt.type in (open, openat, openat2) and fd.name = /no/such/file
  output: "%fd.name"
  priority: DEBUG
RULES

start_probe() {
    "$probe" -r "$work/$1.yaml" >"$work/alerts" 2>"$work/log" &
    probe_pid=$!
    for _ in $(seq 200); do
        if grep -q watching "$work/log"; then return; fi
        kill -0 "$probe_pid" 2>/dev/null || break
        sleep 0.1
    done
    echo "overhead: the probe did not start:" >&2
    cat "$work/log" >&2
    exit 1
}

measure() {
    "$work/overhead" getppid $getppid_count >> "$work/$1.getppid"
    "$work/overhead" open $open_count >> "$work/$1.open"
}

median() {
    sort -n "$1" | awk '{ values[NR] = $1 } END { print (values[int((NR + 1) / 2)] + values[int((NR + 2) / 2)]) / 2 }'
}

for _ in $(seq "$rounds"); do
    measure without
    for state in filtering sending; do
        start_probe $state
        measure $state
        stop_probe
        grep 'events seen' "$work/log" | tail -1 >> "$work/$state.statistics" || true
    done
done

cpu=$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //')
echo "kernel $(uname -r), $(nproc) CPUs, $cpu, median of $rounds rounds"
printf '%-22s %14s %7s %16s %7s\n' "" "getppid, ns" ratio "open+close, ns" ratio
for state in without filtering sending; do
    getppid=$(median "$work/$state.getppid")
    open=$(median "$work/$state.open")
    if [ $state = without ]; then base_getppid=$getppid base_open=$open; fi
    printf '%-22s %14.1f %7.2f %16.1f %7.2f\n' "$state" "$getppid" \
        "$(awk "BEGIN { print $getppid / $base_getppid }")" "$open" "$(awk "BEGIN { print $open / $base_open }")"
done
for state in filtering sending; do
    echo "last $state run: $(tail -1 "$work/$state.statistics")"
done
