#!/bin/sh
# Compiles the programs of bpf/ for the kernel. Called by Probe.Native.csproj, so that the tools' absence becomes one
# clear build error. BPF_CLANG in the environment names another clang.
#   compile-bpf.sh check             are clang and the libbpf headers there?
#   compile-bpf.sh SOURCES OBJECTS   compile what is in the one folder into the other; keep BTF, drop DWARF
set -eu

clang=${BPF_CLANG:-clang}
remedy='run "make setup", or on Debian and Ubuntu: apt-get install clang llvm libbpf-dev'

if [ "$1" = check ]; then
    if ! command -v "$clang" >/dev/null 2>&1; then
        echo "$clang is missing, it compiles the eBPF programs: $remedy (BPF_CLANG names another clang)"
        exit 1
    fi
    if ! echo '#include <bpf/bpf_helpers.h>' | "$clang" -target bpf -E - >/dev/null 2>&1; then
        echo "bpf/bpf_helpers.h is missing, the eBPF programs include it: $remedy"
        exit 1
    fi
    exit 0
fi

sources=$1
objects=$2
mkdir -p "$objects"

# BTF needs -g, which writes DWARF as well: five times the size, read by nobody here.
strip=$(dirname "$clang")/$(basename "$clang" | sed s/clang/llvm-strip/)
[ "$(dirname "$clang")" != . ] || strip=$(basename "$strip")

# compile SOURCE OBJECT FLAG...
compile() {
    source=$sources/$1
    object=$objects/$2
    shift 2
    "$clang" -target bpf -mcpu=v3 -D__TARGET_ARCH_x86 -std=gnu11 -g -O2 -Wall -Werror "$@" \
        -c "$source" -o "$object.new"
    if command -v "$strip" >/dev/null 2>&1; then
        "$strip" -g "$object.new"
    fi
    mv "$object.new" "$object"
}

compile layout.bpf.c layout.bpf.o
compile probe.bpf.c probe.bpf.o
# For kernels that let programs load from any address; see load.h.
compile probe.bpf.c probe_cast.bpf.o -DLOADS_BY_CAST
