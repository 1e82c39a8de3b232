#!/bin/sh
# run.sh CONFIGURATION: builds and runs every test project, says what failed and what was skipped, and ends with the
# failed tests in short and one line of totals.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
dotnet build KosmosProbe.sln -c "$1" --nologo -v quiet

# The chart's tests run helm; without one they skip.
HELM=$(tests/helm.sh) || HELM=""
export HELM

# Kernel and live tests need root; where sudo asks for no password they get it, else they skip aloud.
as_root=""
if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n env DOTNET_ROOT=$DOTNET_ROOT HELM=$HELM KOSMOS_SHARED=${KOSMOS_SHARED:-}"
    as_root="$as_root PROBE_CASES=${PROBE_CASES:-}"
fi

# The failed tests fill no more lines than this: what shows the end of a log shows them all.
summary_lines_max=16
suite_seconds_max=900
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0
: > "$results/failures"

# count ATTRIBUTE FILE: sums one total over the assemblies of a result file.
count() {
    grep -o "<assembly [^>]*" "$2" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' |
        awk '{ sum += $1 } END { print sum + 0 }'
}

# failures FILE: each failed test of a result file: its name, and two lines of its message behind four spaces.
failures() {
    awk -v RS='<' '
        function plain(text) {
            gsub(/\\?(&quot;|")/, "\"", text); gsub(/&#x[0-9A-Fa-f]+;/, " ", text); gsub(/&apos;/, "\047", text)
            gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&amp;/, "\\&", text)
            return text
        }
        /^(test|error) / { name = $0; sub(/.*[ ]name="/, "", name); sub(/".*/, "", name) }
        /^failure/ { print plain(name); shown = 0 }
        /^message>/ && !shown++ {
            sub(/^message>/, "")
            kept = 0
            lines = split(plain($0), line, "\n")
            for (i = 1; i <= lines && kept < 2; i++)
                if (line[i] ~ /[^ \t\r]/) { print "    " substr(line[i], 1, 200); kept++ }
        }' "$1"
}

# summary FILE: the failures in few lines: all that is known, else their names, else as many names as fit.
summary() {
    [ -s "$1" ] || return 0
    echo "== failed"
    if [ "$(wc -l < "$1")" -gt $summary_lines_max ]; then
        grep -v '^    ' "$1" > "$1.names"
        head -n $summary_lines_max "$1.names"
        tail -n "+$((summary_lines_max + 1))" "$1.names" | awk 'END { if (NR) print "and " NR " more" }'
    else
        cat "$1"
    fi
}

for project in tests/Probe.*.Tests; do
    name=$(basename "$project")
    report=$results/$name.xml
    echo "== $name"
    status=0
    timeout -k 10 $suite_seconds_max $as_root "$project/bin/$1/net10.0/$name" \
        -noLogo -noColor -reporter quiet -result-xml "$report" || status=$?
    if [ -s "$report" ]; then
        here=$(($(count failed "$report") + $(count errors "$report")))
        passed=$((passed + $(count passed "$report")))
        skipped=$((skipped + $(count skipped "$report")))
        failures "$report" >> "$results/failures"
    else
        here=0
    fi
    # A runner that died without a report, or failed without a failed test, is a failure too.
    if [ $status != 0 ] && [ $here = 0 ]; then
        here=1
        echo "$name: ended with status $status and named no failed test" >> "$results/failures"
    fi
    failed=$((failed + here))
done

summary "$results/failures"
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
