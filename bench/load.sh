#!/usr/bin/env bash
# load.sh DIRECTORY [RULES...]: how long the probe in DIRECTORY takes from process start to a set of rules that is
# ready to judge, exit included. Prints the median, least and most of 15 starts: without rules, with the shipped
# rules, and with RULES, each a file. Without RULES the official rules of Falco are taken from where the tests find
# them.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$1
shift
runs=15
probe=$out/kosmos-probe
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# measure NAME COMMAND...: one line of figures.
measure() {
    local name=$1 start times=() i
    shift
    for ((i = 0; i < runs; i++)); do
        start=${EPOCHREALTIME/./}
        "$@" >"$log" 2>&1 || { cat "$log" >&2; return 1; }
        times+=($((${EPOCHREALTIME/./} - start)))
    done
    printf '%s\n' "${times[@]}" | sort -n | awk -v name="$name" -v rules="$(tail -n 1 "$log")" '
        { us[NR] = $1 }
        END { printf "%-16s median %4d ms, %4d to %4d   %s\n", name, us[int((NR + 1) / 2)] / 1000, us[1] / 1000,
            us[NR] / 1000, rules }'
}

measure "no rules" "$probe" --page-size
measure "shipped rules" "$probe" --dry-run
if [ $# = 0 ]; then
    shared=${KOSMOS_SHARED:-../shared}/fixtures/falco-rules
    if [ ! -d "$shared" ]; then
        echo "official rules: not found in $shared; name their files to measure them" >&2
        exit 0
    fi
    # In the order in which Falco's configuration names them.
    set -- "$shared"/falco_rules.yaml "$shared"/falco-incubating_rules.yaml "$shared"/falco-sandbox_rules.yaml
fi
options=()
for file in "$@"; do options+=(-r "$file"); done
measure "$# rules files" "$probe" --dry-run "${options[@]}"
