#!/bin/bash
# rings.sh [DIRECTORY [ROUNDS]]: two processes that do nothing but open, each of which is sent (a rule wants all opens,
# the kernel's policy is off), with the probe in DIRECTORY (out) and one, two and four ring buffers. In each round (5)
# every number of rings has its turn. Printed per number: medians of opens per second, of the ratio to one ring in the
# same round, of the probe's CPU time per record, and what was lost in all. On few CPUs this shows what several rings
# cost; what they save, waiting at the ring's lock, takes many.
#
#   FLOOD_S=10  how long the processes open, 5 seconds otherwise        RINGS="1 2"  other numbers, beginning with 1
set -euo pipefail
cd "$(dirname "$0")/.."
directory=${1:-out}
rounds=${2:-5}
flood_s=${FLOOD_S:-5}
read -ra numbers <<<"${RINGS:-1 2 4}"

. bench/probe.sh
prepare "$0" "$@"
[ -x "$directory/kosmos-probe" ] || { echo "rings: no probe in $directory; make build first" >&2; exit 1; }
cc -O2 -o "$work/live" bench/live.c
cat > "$work/opens.yaml" <<RULES
- rule: Opened
  desc: all opens are sent, none is told
  condition: evt.type in (open, openat) and fd.name = /no/such/file and proc.name = no-such-program
  output: "%fd.name"
  priority: DEBUG
RULES

# CPU time of the probe so far, in clock ticks.
ticks() { awk '{ print $14 + $15 }' "/proc/$probe_pid/stat"; }

# measure RINGS
measure() {
    local before opens spent sum
    DOTNET_EnableDiagnostics=0 "$directory/kosmos-probe" -r "$work/opens.yaml" -o engine.rings="$1" \
        -o engine.kernel_policy=off -o webserver.enabled=false >/dev/null 2>"$work/log" &
    probe_pid=$!
    await_log watching
    before=$(ticks)
    opens=$("$work/live" flood 2 "$flood_s")
    spent=$(($(ticks) - before))
    stop_probe
    sum=$(grep -o 'events seen .*' "$work/log" | tail -n 1 |
        sed 's/.*submitted \([0-9]*\), dropped \([0-9]*\).*/\1 \2/')
    awk -v opens="$opens" -v spent="$spent" -v hz="$(getconf CLK_TCK)" -v sum="$sum" 'BEGIN {
        split(sum, s, " "); print opens, spent / hz * 1e9 / s[1], s[1], s[2] }' >> "$work/rings.$1"
}

for round in $(seq "$rounds"); do
    echo "rings: round $round of $rounds" >&2
    for number in "${numbers[@]}"; do measure "$number"; done
done

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

echo "kernel $(uname -r), $(nproc) CPUs, $(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2 | sed 's/^ //')"
echo "commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown), medians of $rounds rounds, flood of $flood_s s"
echo
echo "| rings | opens/s | to one ring | CPU time per record, ns | records | lost |"
echo "|---|---|---|---|---|---|"
for number in "${numbers[@]}"; do
    of=$work/rings.$number
    printf '| %d | %.0f | %.2f | %.0f | %d | %d |\n' "$number" "$(cut -d' ' -f1 "$of" | median)" \
        "$(paste -d' ' "$of" "$work/rings.1" | awk '{ print $1 / $5 }' | median)" \
        "$(cut -d' ' -f2 "$of" | median)" \
        "$(awk '{ n += $3 } END { print n }' "$of")" "$(awk '{ n += $4 } END { print n }' "$of")"
done
