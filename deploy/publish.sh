#!/bin/sh
# publish.sh DIRECTORY [OBJECTS]: leaves the probe in DIRECTORY with the runtime it needs, trimmed, so that it runs
# where no .NET is. OBJECTS holds kernel programs that are compiled already.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh

set -- "$1" "${2:-}"
if [ -n "$2" ]; then
    set -- "$1" -p:BpfOutputPath="$2/" -p:BpfCompiled=true
else
    set -- "$1"
fi
directory=$1
shift
rm -rf "$directory"
# The trimmer is a package that other builds do without, so the lock files are not for this one; versions are pinned.
# What analyzers say, and whether a package has become vulnerable, is asked where the code is tested.
dotnet publish src/Probe.Host -c Release -r linux-x64 -o "$directory" --nologo -v quiet -p:DebugType=none \
    -p:PublishTrimmed=true -p:NuGetLockFilePath=obj/published.lock.json -p:NuGetAudit=false \
    -p:RunAnalyzersDuringBuild=false "$@"
ln -s kosmos-probe "$directory/falco"
