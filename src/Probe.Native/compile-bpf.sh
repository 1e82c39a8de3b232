#!/bin/sh
# Compiles the programs of bpf/ for the kernel. Called by Probe.Native.csproj, so that the tools' absence becomes one
# clear build error. BPF_CLANG in the environment names another clang.
#   compile-bpf.sh check             are clang and the libbpf headers there?
#   compile-bpf.sh SOURCE OBJECT     compile, keep BTF, drop DWARF
#   compile-bpf.sh all BPF OBJECTS   the same with all objects of the folder bpf, into another folder
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

# BTF needs -g, which writes DWARF as well: five times the size, read by nobody here.
strip=$(dirname "$clang")/$(basename "$clang" | sed s/clang/llvm-strip/)
[ "$(dirname "$clang")" != . ] || strip=$(basename "$strip")

# compile SOURCE OBJECT FLAG...
compile() {
    source=$1
    object=$2
    shift 2
    mkdir -p "$(dirname "$object")"
    "$clang" -target bpf -mcpu=v3 -D__TARGET_ARCH_x86 -std=gnu11 -g -O2 -Wall -Werror "$@" \
        -c "$source" -o "$object.new"
    if command -v "$strip" >/dev/null 2>&1; then
        "$strip" -g "$object.new"
    fi
    mv "$object.new" "$object"
}

if [ "$1" != all ]; then
    compile "$1" "$2"
    exit
fi
compile "$2/layout.bpf.c" "$3/layout.bpf.o"
compile "$2/probe.bpf.c" "$3/probe.bpf.o"
# For kernels that let programs load from any address; see load.h.
compile "$2/probe.bpf.c" "$3/probe_cast.bpf.o" -DLOADS_BY_CAST
