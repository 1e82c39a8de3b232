#!/bin/sh
# docs.sh CONFIGURATION: writes the generated pages of docs/ anew, from the tables in the code, the capture of the demo
# from its script, and the manifest of deploy/kubernetes from the chart.
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
dotnet build tests/Probe.Tidy.Tests -c "$1" --nologo -v quiet
PROBE_WRITE_DOCS=1 "tests/Probe.Tidy.Tests/bin/$1/net10.0/Probe.Tidy.Tests" -noLogo -noColor \
    -class "*GeneratedPagesTests"
dotnet build tests/Probe.Engine.Tests -c "$1" --nologo -v quiet
PROBE_WRITE_DOCS=1 "tests/Probe.Engine.Tests/bin/$1/net10.0/Probe.Engine.Tests" -noLogo -noColor \
    -class "*DemoCaptureTests"
HELM=$(tests/helm.sh) || HELM=""
if [ -n "$HELM" ]; then
    dotnet build tests/Probe.Deploy.Tests -c "$1" --nologo -v quiet
    HELM=$HELM PROBE_WRITE_DOCS=1 "tests/Probe.Deploy.Tests/bin/$1/net10.0/Probe.Deploy.Tests" -noLogo -noColor \
        -class "*ManifestFileTests"
fi
git status --short docs deploy/kubernetes rules/tests
