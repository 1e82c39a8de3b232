#!/bin/sh
# The outage drill in full: a receiver is down for a minute (or as many seconds as the first argument says), then
# refuses, then is slow, then well again; the probe is killed in between. Needs root; build the tests first.
set -eu

cd "$(dirname "$0")/../.."
KOSMOS_OUTAGE_SECONDS=${1:-60} exec tests/Probe.Host.Tests/bin/Release/net10.0/Probe.Host.Tests \
    -noLogo -class KosmosProbe.Host.Tests.Delivery.OutageDrillTests -showLiveOutput
