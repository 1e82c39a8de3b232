#!/usr/bin/env bash
# Boots Debian kernels of several versions under QEMU's software emulation, starts the probe inside as init's child,
# runs a few commands and checks the alerts. What a verifier of another age refuses, or a moved kernel field, shows
# here.
#
#   tests/kernels/run.sh [VERSION...]      default: 5.10 6.1 6.12
#
# Kernels are fetched once, as Debian packages, into $KOSMOS_KERNELS (default: ~/.cache/kosmos-probe/kernels).
# Needs: qemu-system-x86 cpio busybox-static, apt-get, dpkg-deb. Ends with `N passed, N failed, N skipped`.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
cache=${KOSMOS_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/kosmos-probe/kernels}
versions=("${@:-}")
[ -n "${versions[0]:-}" ] || versions=(5.10 6.1 6.12)
boot_seconds_max=300
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for tool in qemu-system-x86_64 cpio busybox dpkg-deb; do
  command -v "$tool" >/dev/null || {
    echo "tests/kernels/run.sh: $tool is missing: apt-get install qemu-system-x86 cpio busybox-static" >&2
    echo "0 passed, 0 failed, ${#versions[@]} skipped"
    exit 0
  }
done

# A private apt configuration: the machine's own mirror, with the suites that carry these kernels.
fetch_kernels() {
  mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial"
  local mirror key=/usr/share/keyrings/debian-archive-keyring.gpg
  mirror=$(sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -m1 -E '/debian/?$') || return 1
  for suite in bullseye bookworm trixie trixie-backports; do
    echo "deb [signed-by=$key] $mirror $suite main"
  done > "$cache/apt/sources.list"
  apt=(-o "Dir::Etc::sourcelist=$cache/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$cache/apt/lists" -o "Dir::Cache=$cache/apt")
  echo "tests/kernels/run.sh: fetching Debian kernels into $cache" >&2
  apt-get "${apt[@]}" -qq update
}

# kernel VERSION: prints the path of its image; fetches it when it is not there.
kernel() {
  local image package
  image=$(find "$cache" -maxdepth 1 -name "vmlinuz-$1.*" 2>/dev/null | sort -V | tail -1)
  if [ -z "$image" ]; then
    [ -n "${apt[*]:-}" ] || fetch_kernels || return 1
    package=$(apt-cache "${apt[@]}" search --names-only "^linux-image-${1//./\\.}[.-].*-cloud-amd64$" |
      cut -d' ' -f1 | sort -V | tail -1)
    [ -n "$package" ] || return 1
    (cd "$work" && apt-get "${apt[@]}" -qq download "$package" >/dev/null &&
      dpkg-deb --fsys-tarfile "$package"_*.deb | tar -x --wildcards './boot/vmlinuz*')
    cp "$work"/boot/vmlinuz-"$1".* "$cache/"
    rm -rf "$work"/boot "$work"/*.deb
    image=$(find "$cache" -maxdepth 1 -name "vmlinuz-$1.*" | sort -V | tail -1)
  fi
  echo "$image"
}

# An initramfs of busybox, the self-contained probe with its libraries, and the guest's script.
make_initramfs() {
  local tree=$work/tree library
  mkdir -p "$tree"/{bin,proc,sys,dev,tmp,etc,app,lib64,root,run}
  cp "$(command -v busybox)" "$tree/bin/"
  for applet in sh mount cat ls ln poweroff sleep uname grep mkdir rmdir ip env true su nc seq kill head; do
    ln -s busybox "$tree/bin/$applet"
  done
  dotnet publish "$root/src/Probe.Host/Probe.Host.csproj" -c Release -r linux-x64 --self-contained \
    -o "$tree/app" -p:NuGetLockFilePath=obj/guest.lock.json -v quiet -nologo \
    >"$work/publish.log" 2>&1 || { cat "$work/publish.log" >&2; return 1; }
  mkdir -p "$tree/app/rules"
  cp -r "$root"/rules/*.yaml "$root/rules/kosmos" "$tree/app/rules/"
  for library in libbpf.so.1 libstdc++.so.6 libgcc_s.so.1; do
    library=$(ldconfig -p | sed -nE "s/.*$library .*x86-64.* => (.*)/\1/p" | head -1)
    [ -n "$library" ] && cp -L --parents "$library" "$tree/"
  done
  find "$tree" -type f | while read -r file; do
    ldd "$file" 2>/dev/null | grep -oE '/[^ ]+\.so[^ ]*' || true
  done | sort -u | { grep -v "^$tree" || true; } | while read -r library; do
    [ -e "$tree$library" ] || cp -L --parents "$library" "$tree/"
  done
  echo 'root:x:0:0:root:/root:/bin/sh
mallory:x:1000:1000::/:/bin/sh' > "$tree/etc/passwd"
  echo 'root:x:0:' > "$tree/etc/group"
  cp "$here/guest-init" "$tree/init"
  chmod +x "$tree/init"
  (cd "$tree" && find . | cpio -o -H newc --quiet) | gzip -1 > "$work/initramfs.img"
}

# boot IMAGE: the guest's serial console on stdout.
boot() {
  timeout -k 5 "$boot_seconds_max" qemu-system-x86_64 -accel tcg -cpu max -smp 1 -m 1536 -nodefaults -no-user-config \
    -no-reboot -nographic -serial stdio -monitor none -kernel "$1" -initrd "$work/initramfs.img" \
    -append "console=ttyS0 panic=-1 quiet mitigations=off nokaslr random.trust_cpu=on" </dev/null
}

expect() {
  grep -qaE "$2" "$1" || { echo "  missing: $2"; return 1; }
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
  boot "$image" > "$log" 2>&1 || true
  ok=1
  expect "$log" '"rule":"KOSMOS Kill Switch Triggered"' || ok=0
  expect "$log" '"rule":"Unauthorized Kill Switch Attempt"' || ok=0
  expect "$log" '"rule":"MCP Database Direct Access"' || ok=0
  expect "$log" '"rule":"File opened here"' || ok=0
  expect "$log" 'in d06f69b0be25.*"rule":"Process in a container"' || ok=0
  expect "$log" 'watching: .*tp_btf/cgroup_mkdir.*tp_btf/cgroup_rmdir.*for state alone .*cgroup_mkdir' || ok=0
  expect "$log" '^GUEST probe exit status 0' || ok=0
  if [ $ok = 1 ]; then
    echo "kernel $version ($(basename "$image")): passed"
    passed=$((passed + 1))
  else
    echo "kernel $version ($(basename "$image")): FAILED, the console said:"
    tail -60 "$log"
    failed=$((failed + 1))
  fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed = 0 ]
