#!/bin/sh
# Installs what is missing for the purposes named as arguments: "build" (also runs the probe), "test" and "fuzz", and in
# stages of the Dockerfile "bpf" and "image". Only apt-based systems are served (Debian 12, Ubuntu 24.04 and later);
# elsewhere the list below says what to install by hand.
set -eu

packages=""
reasons=""

# want PACKAGE REASON TEST...: notes the package when the test for its presence fails.
want() {
    package=$1 reason=$2
    shift 2
    if ! "$@" >/dev/null 2>&1; then
        packages="$packages $package"
        reasons="$reasons
  $package: $reason"
    fi
}

has_library() {
    ldconfig -p 2>/dev/null | grep -q "$1" || ls /usr/lib/*/"$1" /usr/lib64/"$1" /lib/*/"$1"
}

has_package() {
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

# The SDK may sit where its install script puts it, outside PATH.
has_dotnet() {
    for candidate in dotnet "${DOTNET_ROOT:-/nonexistent}/dotnet" "${HOME:-/root}/.dotnet/dotnet"; do
        "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.' && return 0
    done
    return 1
}

want_compiler() {
    want clang "compiles the kernel programs in bpf/" command -v clang
    want libbpf-dev "headers for the kernel programs" test -e /usr/include/bpf/bpf_helpers.h
}

need_dotnet=no
for purpose in "$@"; do
    case $purpose in
    build)
        want_compiler
        want libbpf1 "loads the kernel programs" has_library libbpf.so.1
        has_dotnet || need_dotnet=yes
        ;;
    bpf)
        want_compiler
        want llvm "takes out of them what nobody reads" command -v llvm-strip
        ;;
    image)
        want libbpf1 "loads the kernel programs" has_library libbpf.so.1
        want libstdc++6 "the runtime links to it" has_library libstdc++.so.6
        want ca-certificates "whom to trust over TLS" test -s /etc/ssl/certs/ca-certificates.crt
        want openssl "the libraries behind TLS" has_library libssl.so.3
        want tzdata "times of other zones" test -e /usr/share/zoneinfo/Europe
        want netbase "names of ports" test -e /etc/services
        want busybox-static "the shell of program_output" command -v busybox
        ;;
    test)
        want gcc "compiles the small programs that tests observe" command -v cc
        want libc6-dev "C headers for those programs" test -e /usr/include/stdio.h
        want iproute2 "network namespaces for the connect tests" command -v ip
        want util-linux "setpriv, to run as an ordinary user" command -v setpriv
        want containerd "container runtime that tests start for themselves" command -v containerd
        want runc "runs its containers" command -v runc
        want busybox-static "is what test images are made of" has_package busybox-static
        want python3 "runs the webhook handler that alerts are made for" command -v python3
        want containernetworking-plugins "gives test pods addresses" test -e /usr/lib/cni/bridge
        ;;
    fuzz)
        want afl++ "finds inputs that break the rule language" command -v afl-fuzz
        ;;
    *)
        echo "setup: unknown purpose '$purpose' (build, test, fuzz, bpf, image)" >&2
        exit 2
        ;;
    esac
done

[ -n "$packages" ] || [ $need_dotnet = yes ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "setup: this is no Debian or Ubuntu; please install the .NET 10 SDK and:$reasons" >&2
    exit 1
fi

if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null; then
    as_root="sudo"
else
    [ $need_dotnet = no ] || packages="$packages dotnet-sdk-10.0"
    echo "setup: neither root nor sudo here; as root run: apt-get install --no-install-recommends$packages" >&2
    exit 1
fi

apt() {
    DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=300 -qq "$@"
}

apt update || echo "setup: the package index could not be refreshed; going on with the one that is there" >&2
if [ $need_dotnet = yes ]; then
    if apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
        packages="$packages dotnet-sdk-10.0"
        reasons="$reasons
  dotnet-sdk-10.0: builds and runs the probe"
    else
        echo "setup: no .NET 10 SDK and no package of it: see https://dotnet.microsoft.com/download/dotnet/10.0" >&2
        exit 1
    fi
fi

echo "setup: installing$reasons"
# shellcheck disable=SC2086 # a list of words on purpose
if ! apt install -y --no-install-recommends $packages; then
    echo "setup: apt-get could not install$packages" >&2
    exit 1
fi

# Tests start a containerd of their own; the package's service would only run beside it.
case " $packages " in
*" containerd "*)
    if command -v systemctl >/dev/null && systemctl is-active --quiet containerd 2>/dev/null; then
        $as_root systemctl disable --now containerd
    fi
    ;;
esac
