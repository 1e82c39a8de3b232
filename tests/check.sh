#!/bin/sh
# check.sh CONFIGURATION: what a machine can say about the code without running it live: layout, analyzers (warnings are
# errors), and the tidy tests.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
dotnet build KosmosProbe.sln -c "$1" --nologo -v quiet
dotnet format KosmosProbe.sln --verify-no-changes --no-restore
"tests/Probe.Tidy.Tests/bin/$1/net10.0/Probe.Tidy.Tests" -noLogo -noColor
