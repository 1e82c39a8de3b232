#!/bin/bash
# audit.sh [PROBE [RATE [SECONDS]]]: RATE Kubernetes audit events a second for SECONDS, in lists of 500 as an API server
# sends them, against the probe with its shipped rules; one event in 500 is worth an alert. Printed are what was sent,
# judged and alerted, the probe's CPU, and its memory. The status is 1 when anything was lost, when fewer events were
# taken in a second than asked for, or when memory still grows: when it was larger in the last third of the time than it
# ever was in the second, by more than buffers that come and go. The first third is for what is made once.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
probe=${1:-out/kosmos-probe}
rate=${2:-10000}
seconds=${3:-30}
list=500
# Lists that one client sends one after the other, on one connection.
turn=10
# Buffers of the pool and of the runtime come and go; more than this is growth.
growth_kb_max=$((16 << 10))
# Starting curl for the last lists takes some milliseconds of the time.
rate_percent_min=99

. bench/probe.sh
prepare "$0" "$@"

# event NUMBER VERB: a pod as an API server tells of it, some 2 KB.
event() {
    printf '{"auditID":"%s","stage":"ResponseComplete","stageTimestamp":"2024-02-03T04:05:06.123456Z",' "$1"
    printf '"level":"RequestResponse","requestURI":"/api/v1/namespaces/default/pods","verb":"%s",' "$2"
    printf '"user":{"username":"system:serviceaccount:kube-system:replicaset-controller","groups":["a","b"]},'
    printf '"sourceIPs":["10.0.0.1"],"userAgent":"kube-controller-manager/v1.31","objectRef":{"resource":"pods",'
    printf '"namespace":"default","apiVersion":"v1"},"responseStatus":{"code":201},"requestObject":{"kind":"Pod",'
    printf '"spec":{"containers":[{"name":"c","image":"nginx:1","securityContext":{"privileged":%s}}],' "$3"
    printf '"volumes":[{"name":"v","configMap":{"name":"m"}}]},"metadata":{"labels":{"app":"a"},"note":"%1400s"}},' x
    printf '"annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":""}}'
}
{
    printf '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":['
    event 0 create true
    for ((i = 1; i < list; i++)); do
        printf ','
        event "$i" create false
    done
    printf ']}'
} >"$work/body"

"$probe" -o engine.k8s_audit.enabled=true -o engine.k8s_audit.listen_port=0 -o deduplication.enabled=false \
    -o webserver.listen_address=127.0.0.1 -o webserver.listen_port=0 >"$work/alerts" 2>"$work/log" &
probe_pid=$!
# address WORDS: where the log says that something listens.
address() { sed -n "s|.*$1 at \(http://[^ ]*\).*|\1|p" "$work/log" | head -n 1; }
await_log 'events are taken at'
await_log 'web server at'
endpoint=$(address 'events are taken') metrics=$(address 'web server')metrics

cpu_ticks() { awk '{ print $14 + $15 }' "/proc/$probe_pid/stat"; }
rss_kb() { awk '/^VmRSS/ { print $2 }' "/proc/$probe_pid/status"; }
# metric NAME: one figure of the probe.
metric() { curl -fsS "$metrics" | awk -v name="$1" '$1 == name { print $2 }'; }

# send COUNT: sends as many lists, and again those that the probe asks to come again.
send() {
    local left=$1 taken
    while [ "$left" -gt 0 ]; do
        taken=$(curl -s -o /dev/null -w '%{http_code}\n' --data-binary "@$work/body" "$endpoint?[1-$left]" \
            | grep -c 200 || true)
        left=$((left - taken)) again=$((again + left))
        [ "$left" = 0 ] || sleep 0.1
    done
}

turns=$((rate * seconds / list / turn)) again=0
most_kb=(0 0 0)
bodies=$((turns * turn))
start_us=${EPOCHREALTIME/./} start_ticks=$(cpu_ticks)
for ((n = 0; n < turns; n++)); do
    send $turn
    third=$((n * 3 / turns)) now_kb=$(rss_kb)
    [ "$now_kb" -le "${most_kb[$third]}" ] || most_kb[third]=$now_kb
    wait_us=$((start_us + (n + 1) * turn * list * 1000000 / rate - ${EPOCHREALTIME/./}))
    [ $wait_us -le 0 ] || sleep "$(printf '%d.%06d' $((wait_us / 1000000)) $((wait_us % 1000000)))"
done
took_us=$((${EPOCHREALTIME/./} - start_us))
sent=$((bodies * list))
for _ in $(seq 300); do
    judged=$(metric 'kosmosprobe_audit_events_total{stage="judged"}')
    [ "$judged" -lt $sent ] || break
    sleep 0.1
done
cpu_percent=$((($(cpu_ticks) - start_ticks) * 1000000 / $(getconf CLK_TCK) * 100 / took_us))
alerts=$(metric kosmosprobe_audit_alerts_total)
kill "$probe_pid"
wait "$probe_pid"
probe_pid=""
written=$(grep -c "Privileged pod" "$work/alerts" || true)

echo "sent $sent events of $(($(stat -c %s "$work/body") / list)) bytes in $((took_us / 1000)) ms," \
    "$((sent * 1000 / (took_us / 1000))) a second; $again requests were sent again"
echo "judged $judged, alerts $alerts of $bodies, written $written; CPU $cpu_percent % of one core"
echo "memory at most ${most_kb[0]} KB in the first third of the time, ${most_kb[1]} KB in the second," \
    "${most_kb[2]} KB in the last"
status=0
# fault WORDS: why the status is 1.
fault() { echo "audit: $1" >&2; status=1; }
[ "$judged" = $sent ] && [ "$alerts" = $bodies ] && [ "$written" = $bodies ] || fault "events or alerts were lost"
[ $((sent * 100000 / (took_us / 1000))) -ge $((rate * rate_percent_min)) ] || fault "the rate was below $rate a second"
[ $((most_kb[2] - most_kb[1])) -le $growth_kb_max ] || fault "memory still grows"
exit $status
