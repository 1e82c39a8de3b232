#!/usr/bin/env bash
# Boots Debian kernels of several versions under QEMU's software emulation, with control groups of version 2 alone.
# Inside, the probe starts as init's child, a few commands run, and the alerts are checked; then the core of the live
# tests runs. What a verifier of another age refuses, or a moved kernel field, shows here.
#
#   tests/kernels/run.sh [VERSION...]      default: 5.10 5.15 6.1 6.12 6.18 newest; 6.1-full: Debian's kernel that is
#                                          not made for clouds, and takes calls of x32
#
# Kernels are fetched once, as Debian packages, into $KOSMOS_KERNELS (default: ~/.cache/kosmos-probe/kernels); a version
# that no suite has any more is skipped, and said so. PROBE_GUEST_CLASSES="*.OpenTests ..." names other test classes.
# Needs: qemu-system-x86 cpio busybox-static, apt-get, dpkg-deb. Ends with `N passed, N failed, N skipped`.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
versions=("${@:-}")
[ -n "${versions[0]:-}" ] || versions=(5.10 5.15 6.1 6.12 6.18 newest)
classes=${PROBE_GUEST_CLASSES:-$(sed 's/ *#.*//' "$here/classes" | tr '\n' ' ')}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Emulated, the live tests take some minutes.
: "${PROBE_BOOT_SECONDS_MAX:=1200}"
. "$here/guest.sh"
demand qemu-system-x86_64 cpio busybox dpkg-deb cc

# publish PROJECT TREE [OPTION...]: with the runtime, compiled for where it runs.
publish() {
  local project=$1 tree=$2
  shift 2
  dotnet publish "$root/$project" -c Release -r linux-x64 --self-contained -o "$tree/app" \
    -p:NuGetLockFilePath=obj/guest.lock.json -v quiet -nologo "$@" >"$work/publish.log" 2>&1 ||
    { cat "$work/publish.log" >&2; return 1; }
}

# An initramfs of busybox, the self-contained live tests and probe with their libraries, and the guest's script.
make_initramfs() {
  local tree=$work/tree
  mkdir -p "$tree"/{bin,proc,sys,dev,tmp,etc,app,lib64,root,run}
  cp "$(command -v busybox)" "$tree/bin/"
  for applet in sh mount cat ls ln poweroff sleep uname grep mkdir rmdir ip env true su nc seq kill head cut; do
    ln -s busybox "$tree/bin/$applet"
  done
  publish tests/Probe.Kernel.Tests "$tree" -p:PublishReadyToRun=true \
    -p:ValidateExecutableReferencesMatchSelfContained=false
  publish src/Probe.Host "$tree"
  cc -static -O1 -pthread -o "$tree/app/workload" "$root"/tests/Probe.Kernel.Tests/workload/*.c
  mkdir -p "$tree/app/rules"
  cp -r "$root"/rules/*.yaml "$root/rules/kosmos" "$tree/app/rules/"
  add_libraries "$tree" libssl.so.3 libcrypto.so.3
  echo 'root:x:0:0:root:/root:/bin/sh
mallory:x:1000:1000::/:/bin/sh' > "$tree/etc/passwd"
  echo 'root:x:0:' > "$tree/etc/group"
  echo "$classes" > "$tree/app/classes"
  cp "$here/guest-init" "$tree/init"
  chmod +x "$tree/init"
  pack "$tree"
}

passed=0 failed=0 skipped=0
make_initramfs
for version in "${versions[@]}"; do
  [ "$version" != newest ] || version=$(newest)
  if ! image=$(kernel "$version"); then
    echo "kernel $version: SKIPPED, no Debian package of it could be fetched"
    skipped=$((skipped + 1))
    continue
  fi
  log=$work/$version.log
  boot "$image" syscall.x32=y > "$log" 2>&1 || true
  ok=1
  expect "$log" '"rule":"KOSMOS Kill Switch Triggered"' || ok=0
  expect "$log" '"rule":"Unauthorized Kill Switch Attempt"' || ok=0
  expect "$log" '"rule":"MCP Database Direct Access"' || ok=0
  expect "$log" '"rule":"File opened here"' || ok=0
  expect "$log" 'named /tmp/hard is /tmp/named' || ok=0
  expect "$log" 'in d06f69b0be25.*"rule":"Process in a container"' || ok=0
  expect "$log" 'watching: .*tp_btf/cgroup_mkdir.*tp_btf/cgroup_rmdir.*for state alone .*cgroup_mkdir' || ok=0
  [ "${version%%.*}" -lt 7 ] || expect "$log" 'warning: names of files .* kernels from 7.0 on' || ok=0
  expect "$log" '^GUEST probe exit status 0' || ok=0
  expect "$log" '^GUEST cgroup /sys/fs/cgroup: cgroup2' || ok=0
  ! grep -qaE '^GUEST cgroup .*: cgroup[^2]' "$log" || { echo "  control groups of version 1"; ok=0; }
  expect "$log" 'Total: [1-9][0-9]*, Errors: 0, Failed: 0, ' || ok=0
  expect "$log" '^GUEST tests exit status 0' || ok=0
  grep -aE '^GUEST kernel|^GUEST tests|\[SKIP\]|\[FAIL\]|Total:' "$log" | sed 's/\r//; s/^ */  /' || true
  report "$version" "$image" $ok "$log"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
