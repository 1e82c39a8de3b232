#!/bin/sh
# run.sh CONFIGURATION: builds and runs every test project, shows what failed, and ends with one line of totals.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
dotnet build KosmosProbe.sln -c "$1" --nologo -v quiet

# Kernel and live tests need root; where sudo asks for no password they get it, else they skip aloud.
as_root=""
if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n env DOTNET_ROOT=$DOTNET_ROOT KOSMOS_SHARED=${KOSMOS_SHARED:-} PROBE_CASES=${PROBE_CASES:-}"
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0

# count ATTRIBUTE FILE: sums one total over the assemblies of a result file.
count() {
    grep -o "<assembly [^>]*" "$2" | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' |
        awk '{ sum += $1 } END { print sum + 0 }'
}

for project in tests/Probe.*.Tests; do
    name=$(basename "$project")
    report=$results/$name.xml
    echo "== $name"
    status=0
    $as_root "$project/bin/$1/net10.0/$name" -noLogo -noColor -showLiveOutput -xml "$report" || status=$?
    if [ -s "$report" ]; then
        here=$(($(count failed "$report") + $(count errors "$report")))
        passed=$((passed + $(count passed "$report")))
        skipped=$((skipped + $(count skipped "$report")))
    else
        here=0
    fi
    # A runner that died without a report, or failed without a failed test, is a failure too.
    [ $status = 0 ] || [ $here != 0 ] || here=1
    failed=$((failed + here))
done

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
