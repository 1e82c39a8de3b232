#!/bin/sh
# Builds the container image where no engine runs and no registry is asked, and runs what is in it: options, rules,
# doctor, a replay, a live alert with the chart's four capabilities, and the host's tests on the published program.
# Needs root, buildah, mmdebstrap and the SDK; takes some ten minutes on two cores, the base image three more the first
# time.
#   tests/image.sh [keep]    keep: leaves the work folder, and says where it is
set -eu
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
for tool in buildah mmdebstrap setpriv; do
    if ! command -v $tool >/dev/null; then
        echo "image: $tool is missing: apt-get install buildah mmdebstrap util-linux" >&2
        exit 1
    fi
done
[ "$(id -u)" = 0 ] || { echo "image: needs root" >&2; exit 1; }

cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/kosmos-probe
packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
work=$(mktemp -d)
container=""
clean() {
    [ -z "${probe:-}" ] || kill -KILL "$probe" 2>/dev/null || true
    for place in proc sys dev; do
        ! mountpoint -q "$root/$place" 2>/dev/null || umount "$root/$place"
    done
    [ -z "$container" ] || buildah rm "$container" >/dev/null
    [ "${keep:-}" = keep ] && echo "image: kept in $work" || rm -rf "$work"
}
root=/nonexistent
keep=${1:-}
trap clean EXIT

# The distribution of this machine, with what the Dockerfile's stages would install.
base=$cache/image-base.tar
if [ ! -s "$base" ]; then
    mkdir -p "$cache"
    # shellcheck disable=SC2016 # mmdebstrap puts its directory in
    mmdebstrap --quiet --variant=minbase \
        --include=ca-certificates,clang,llvm,libbpf-dev,libbpf1,busybox-static,netbase,openssl,tzdata \
        --customize-hook='ln -s ../share/dotnet/dotnet "$1"/usr/bin/dotnet' \
        "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$base.$$.tar"
    mv "$base.$$.tar" "$base"
fi

printf '[storage]\ndriver = "vfs"\ngraphroot = "%s/store"\nrunroot = "%s/run"\n' "$work" "$work" > "$work/storage.conf"
echo '{"default":[{"type":"insecureAcceptAnything"}]}' > "$work/policy.json"
export CONTAINERS_STORAGE_CONF="$work/storage.conf" BUILDAH_ISOLATION=chroot
export STORAGE_DRIVER=vfs
container=$(buildah from --signature-policy "$work/policy.json" scratch)
buildah add -q "$container" "$base" / >/dev/null
buildah commit -q --rm --signature-policy "$work/policy.json" "$container" localhost/probe-base >/dev/null
container=""

# The build has no network of its own to fetch packages over.
dotnet restore src/Probe.Host --nologo -v quiet -r linux-x64 -p:PublishTrimmed=true -p:PublishReadyToRun=true \
    -p:NuGetLockFilePath=obj/published.lock.json

started=$(date +%s)
TAG=localhost/kosmos-probe:test SDK_IMAGE=localhost/probe-base DEBIAN_IMAGE=localhost/probe-base \
    IMAGE_OPTIONS="--signature-policy $work/policy.json --isolation chroot --pull-never --quiet
        -v $DOTNET_ROOT:/usr/share/dotnet:ro -v $packages:/nuget --build-arg NUGET_PACKAGES=/nuget" \
    deploy/image.sh
echo "built in $(($(date +%s) - started)) s"

container=$(buildah from --signature-policy "$work/policy.json" localhost/kosmos-probe:test)
root=$(buildah mount "$container")
for place in proc sys dev; do
    mount --bind "/$place" "$root/$place"
done

# inside COMMAND...: runs it in the image.
inside() {
    env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin DOTNET_EnableDiagnostics=0 chroot "$root" "$@"
}

inside falco --version
inside kosmos-probe --dry-run
inside kosmos-probe doctor
inside sh -c 'test -s /etc/ssl/certs/ca-certificates.crt && date >/dev/null'
# Recorded opens, judged by a rule of their own; the captures lie beside the repository.
capture=${KOSMOS_SHARED:-../shared}/fixtures/captures/cat_write.scap
if [ -s "$capture" ]; then
    cp "$capture" "$root/tmp/replay.scap"
    printf '%s\n' '- rule: Recorded' '  desc: a recorded event' '  condition: evt.type = open' \
        '  output: replayed %evt.type' '  priority: INFO' > "$root/tmp/replay.yaml"
    inside kosmos-probe -r /tmp/replay.yaml -o engine.kind=replay \
        -o engine.replay.capture_file=/tmp/replay.scap > "$work/replay" 2>&1 || { cat "$work/replay" >&2; exit 1; }
    grep -m 1 "replayed open" "$work/replay" || { cat "$work/replay" >&2; exit 1; }
    rm "$root/tmp/replay.scap" "$root/tmp/replay.yaml"
else
    echo "no replay: $capture is not there"
fi

du -sm "$root/opt/kosmos-probe" | sed "s|\t.*| MB are the program's|"

# Live, with the capabilities of driver.modernEbpf.leastPrivileged and the one that chroot takes.
granted=+bpf,+perfmon,+sys_ptrace,+dac_read_search,+sys_chroot
mark=emergency-halt-$$
env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin setpriv --no-new-privs --bounding-set "-all,$granted" --inh-caps=-all \
    chroot "$root" kosmos-probe > "$work/alerts" 2> "$work/log" &
probe=$!

# await FILE TEXT: until the file has the text, or the probe has ended.
await() {
    for _ in $(seq 600); do
        ! grep -q "$2" "$1" || return 0
        kill -0 $probe 2>/dev/null || break
        sleep 0.1
    done
    echo "image: no '$2' from the probe:" >&2
    cat "$work/log" >&2
    exit 1
}
await "$work/log" "watching:"
sh -c ": $mark"
await "$work/alerts" "Critical KOSMOS Kill Switch activated.*$mark"
grep "$mark" "$work/alerts" | head -n 1
grep -E 'VmRSS|RssAnon|RssFile' "/proc/$probe/status"
kill -TERM $probe
wait $probe
probe=""

# What a trimmed program lacks it lacks at run time: the host's tests run it, live and with every option.
# Some run it as an ordinary user, who cannot go where the image is mounted. Nothing here is a question of time.
cp -a "$root/opt/kosmos-probe" "$work/probe"
chmod 755 "$work"
dotnet build tests/Probe.Host.Tests -c Release --nologo -v quiet
PROBE_EXECUTABLE="$work/probe/kosmos-probe" PROBE_PATIENCE_SECONDS="${PROBE_PATIENCE_SECONDS:-300}" \
    tests/Probe.Host.Tests/bin/Release/net10.0/Probe.Host.Tests -noLogo -noColor
echo "the image runs"
