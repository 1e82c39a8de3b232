#!/bin/bash
# limits.sh [PROBE [RATE [SECONDS]]]: the probe with its shipped rules inside the limits that the KOSMOS values give it,
# half a CPU and 512 MiB. First it idles for SECONDS, then RATE opens a second are made for as long, each of which is
# sent. Printed are CPU and memory of both, and what was lost; the status is 1 when anything was.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
probe=${1:-out/kosmos-probe}
rate=${2:-50000}
seconds=${3:-30}
quota_us=50000
period_us=100000
memory_bytes=$((512 << 20))
load_s=10

. bench/probe.sh
prepare "$0" "$@"
name=kosmos-probe-limits-$$
groups=()
finish() {
    stop_probe
    for group in "${groups[@]}"; do rmdir "$group" || true; done
    rm -rf "$work"
}

# Version 1 has a hierarchy for each controller, version 2 one for all.
if [ -d /sys/fs/cgroup/cpu ]; then
    groups=("/sys/fs/cgroup/cpu/$name" "/sys/fs/cgroup/memory/$name")
    mkdir "${groups[@]}"
    echo $period_us > "${groups[0]}/cpu.cfs_period_us"
    echo $quota_us > "${groups[0]}/cpu.cfs_quota_us"
    echo $memory_bytes > "${groups[1]}/memory.limit_in_bytes"
else
    groups=("/sys/fs/cgroup/$name")
    echo "+cpu +memory" > /sys/fs/cgroup/cgroup.subtree_control
    mkdir "${groups[0]}"
    echo "$quota_us $period_us" > "${groups[0]}/cpu.max"
    echo $memory_bytes > "${groups[0]}/memory.max"
fi

cc -O2 -o "$work/steady" bench/steady.c
(
    for group in "${groups[@]}"; do echo $BASHPID > "$group/cgroup.procs"; done
    # No policy, by which the kernel would leave these opens out.
    exec "$probe" -o webserver.listen_address=127.0.0.1 -o webserver.listen_port=0 -o engine.kernel_policy=off
) >"$work/alerts" 2>"$work/log" &
probe_pid=$!
await_log watching
sleep $load_s

cpu_ticks() { awk '{ print $14 + $15 }' "/proc/$probe_pid/stat"; }
memory_mb() { awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$probe_pid/status"; }
# report WHAT TICKS_BEFORE TICKS_AFTER
report() {
    awk -v what="$1" -v ticks=$(($3 - $2)) -v hz="$(getconf CLK_TCK)" -v seconds="$seconds" -v rss="$(memory_mb)" \
        'BEGIN { printf "%s: %.2f %% of a CPU, %d MB resident\n", what, 100 * ticks / hz / seconds, rss }'
}

before=$(cpu_ticks)
sleep "$seconds"
report "idle for $seconds s" "$before" "$(cpu_ticks)"

before=$(cpu_ticks)
made=$("$work/steady" "$rate" "$seconds")
report "$made opens in $seconds s" "$before" "$(cpu_ticks)"

kill "$probe_pid"
wait "$probe_pid" || true
probe_pid=""
sum=$(grep -o 'events seen .*' "$work/log" | tail -1)
echo "$sum" | cut -d ';' -f 1,2
case $sum in
*", dropped 0, "*"lost by sequence 0,"*) ;;
*) exit 1 ;;
esac
