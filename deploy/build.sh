#!/bin/sh
# build.sh CONFIGURATION DIRECTORY: leaves the runnable probe, its rules and its configuration in DIRECTORY, and the
# link that lets habits and scripts call it falco.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh

# Stale files of an earlier build must not be taken for shipped rules.
rm -rf "$2"
echo "building $2/kosmos-probe; the first time takes a minute or two"
dotnet publish src/Probe.Host -c "$1" -r linux-x64 -o "$2" --nologo -v quiet -p:DebugType=portable
ln -sf kosmos-probe "$2/falco"
echo "built $2/kosmos-probe"
