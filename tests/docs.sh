#!/bin/sh
# docs.sh CONFIGURATION: writes the generated pages of docs/ anew, from the tables in the code.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
dotnet build tests/Probe.Tidy.Tests -c "$1" --nologo -v quiet
PROBE_WRITE_DOCS=1 "tests/Probe.Tidy.Tests/bin/$1/net10.0/Probe.Tidy.Tests" -noLogo -noColor \
    -class "*GeneratedPagesTests"
git status --short docs
