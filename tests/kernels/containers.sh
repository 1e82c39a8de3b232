#!/usr/bin/env bash
# Boots Debian kernels under QEMU with control groups of version 2 alone, and runs live tests of containers inside: a
# real containerd with its CRI, the built probe, an exec into a running pod and a pod's own entry point.
#
#   tests/kernels/containers.sh [VERSION...]      default: 6.12
#
# Runs what `dotnet build tests/Probe.Containers.Tests -c Release` has built; PROBE_GUEST_CLASS=*.ChurnTests names
# another class of it. Kernels come as in run.sh. Needs qemu-system-x86 cpio busybox-static containerd runc.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
versions=("${@:-}")
[ -n "${versions[0]:-}" ] || versions=(6.12)
class=${PROBE_GUEST_CLASS:-*.IdentityTests}
tests=tests/Probe.Containers.Tests/bin/Release/net10.0
probe=src/Probe.Host/bin/Release/net10.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

. "$here/guest.sh"
demand qemu-system-x86_64 cpio busybox dpkg-deb containerd runc ctr
memory_mib=3072

# The repository as the tests expect it around them, .NET, containerd with what it starts, and busybox for the rest.
make_initramfs() {
  local tree=$work/tree dotnet program
  mkdir -p "$tree"/{bin,proc,sys,dev,tmp,etc,root,run,lib64,new} "$tree/probe/"{"$tests","$probe"} "$tree/usr/lib/cni"
  cp "$(command -v busybox)" "$tree/bin/"
  busybox --list | grep -vx busybox | while read -r program; do ln -s busybox "$tree/bin/$program"; done
  for program in containerd containerd-shim-runc-v2 runc ctr; do
    cp "$(command -v "$program")" "$tree/bin/"
  done
  cp -r "$root/$tests/." "$tree/probe/$tests/"
  cp -r "$root/$probe/." "$tree/probe/$probe/"
  cp "$root/KosmosProbe.sln" "$tree/probe/"
  mkdir -p "$tree/probe/tests/Cases"
  cp -r "$root/tests/Cases/containers" "$tree/probe/tests/Cases/"
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  mkdir -p "$tree/usr/share/dotnet"
  cp -r "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "$tree/usr/share/dotnet/"
  add_libraries "$tree" libssl.so.3 libcrypto.so.3
  echo 'root:x:0:0:root:/root:/bin/sh' > "$tree/etc/passwd"
  echo 'root:x:0:' > "$tree/etc/group"
  echo '127.0.0.1 localhost' > "$tree/etc/hosts"
  echo 'nameserver 127.0.0.1' > "$tree/etc/resolv.conf"
  cp "$here/containers-init" "$tree/init"
  echo "$class" > "$tree/probe/class"
  chmod +x "$tree/init"
  pack "$tree"
  rm -rf "$tree"
}

passed=0 failed=0 skipped=0
make_initramfs
for version in "${versions[@]}"; do
  if ! image=$(kernel "$version"); then
    echo "kernel $version: SKIPPED, no Debian package of it could be fetched"
    skipped=$((skipped + 1))
    continue
  fi
  log=$work/$version.log
  # The root of an initramfs cannot be pivoted, which runc does: init moves to a tmpfs, and needs room for both.
  boot "$image" rootfstype=ramfs > "$log" 2>&1 || true
  ok=1
  expect "$log" '^GUEST cgroup /sys/fs/cgroup: cgroup2' || ok=0
  ! grep -qaE '^GUEST cgroup .*: cgroup[^2]' "$log" || { echo "  control groups of version 1"; ok=0; }
  expect "$log" 'Total: [1-9][0-9]*, Errors: 0, Failed: 0, Skipped: 0' || ok=0
  expect "$log" '^GUEST tests exit status 0' || ok=0
  grep -aE '^GUEST|\[OUTPUT\]|Total:' "$log" | sed 's/^/  /' || true
  report "$version" "$image" $ok "$log"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
