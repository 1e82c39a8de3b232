#!/bin/sh
# Ten minutes (or as many seconds as the first argument says) of mixed alerts, each checked as Falcosidekick does. Needs
# root; build the tests first.
set -eu

cd "$(dirname "$0")/../.."
KOSMOS_MIXED_SECONDS=${1:-600} exec tests/Probe.Host.Tests/bin/Release/net10.0/Probe.Host.Tests \
    -noLogo -class KosmosProbe.Host.Tests.Delivery.MixedRunTests -showLiveOutput
