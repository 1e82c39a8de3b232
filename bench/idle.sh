#!/bin/bash
# idle.sh [MINUTES [DIRECTORY]]: what the probe costs a node where nothing happens: memory and CPU of the trimmed probe
# with its shipped configuration and rules, after MINUTES (5) and over their last part. It is published first unless
# DIRECTORY holds it already. What other programs do meanwhile is judged too and costs as well, so the events of that
# time are told beside. The status is 1 when a goal is missed: 90 MB resident, 1 % of a core.
set -euo pipefail
cd "$(dirname "$0")/.."
minutes=${1:-5}
directory=${2:-}
settle_s=20
rss_max_kb=90000
cpu_max_percent=1

. bench/probe.sh
prepare "$0" "$@"
if [ -z "$directory" ]; then
    directory=$work/probe
    deploy/publish.sh "$directory"
fi

# As in image, chart and unit; the port alone is another, so that a probe which runs here already is not in the way.
DOTNET_EnableDiagnostics=0 "$directory/kosmos-probe" -o webserver.listen_address=127.0.0.1 \
    -o webserver.listen_port=0 >"$work/alerts" 2>"$work/log" &
probe_pid=$!
await_log 'web server at'
address=$(sed -n 's|.*web server at \(http[^ ]*\).*|\1|p' "$work/log" | head -n 1)

cpu_ticks() { sed 's/.*) //' "/proc/$probe_pid/stat" | awk '{ print $12 + $13 }'; }
# Records that reached the event thread, of all types. The page is fetched without curl, which a node may lack.
records() {
    local host port
    host=${address#http://} host=${host%/} port=${host##*:} host=${host%:*}
    exec 3<>"/dev/tcp/$host/$port"
    printf 'GET /metrics HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3
    awk '/^kosmosprobe_events_total.*stage="consumed"/ { sum += $NF } END { print sum }' <&3
    exec 3<&-
}

sleep $settle_s
records_before=$(records)
ticks_before=$(cpu_ticks)
start=$(date +%s)
while [ $(($(date +%s) - start)) -lt $((minutes * 60)) ]; do
    sleep 5
done
seconds=$(($(date +%s) - start))
ticks=$(($(cpu_ticks) - ticks_before))
status=$(cat "/proc/$probe_pid/status")
awk -v ticks=$ticks -v seconds=$seconds -v hz="$(getconf CLK_TCK)" -v records=$(($(records) - records_before)) \
    -v alerts="$(wc -l < "$work/alerts")" -v rss_max=$rss_max_kb -v cpu_max=$cpu_max_percent '
    /^(VmRSS|RssAnon|RssFile|RssShmem):/ { kb[$1] = $2 }
    END {
        cpu = 100 * ticks / hz / seconds
        printf "idle for %d s: VmRSS %.1f MB (RssAnon %.1f, RssFile %.1f, RssShmem %.1f), %.2f %% of a core\n",
            seconds, kb["VmRSS:"] / 1000, kb["RssAnon:"] / 1000, kb["RssFile:"] / 1000, kb["RssShmem:"] / 1000, cpu
        printf "meanwhile %.1f events/s, %d alerts\n", records / seconds, alerts
        exit kb["VmRSS:"] >= rss_max || cpu >= cpu_max
    }' <<< "$status"
