# Sourced by run.sh and containers.sh: Debian kernels and how they are booted under QEMU. The sourcing script has set
# `work`, a temporary folder that holds initramfs.img at the time of boot.

cache=${KOSMOS_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/kosmos-probe/kernels}
boot_seconds_max=${PROBE_BOOT_SECONDS_MAX:-300}
memory_mib=1536

# demand TOOL...: ends the script, with nothing passed, where a program is missing.
demand() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || {
      echo "$0: $tool is missing: apt-get install qemu-system-x86 cpio busybox-static containerd runc" >&2
      echo "0 passed, 0 failed, ${#versions[@]} skipped"
      exit 0
    }
  done
}

# A private apt configuration: the machine's own mirror, with the suites that carry these kernels.
fetch_kernels() {
  mkdir -p "$cache/apt/lists/partial" "$cache/apt/archives/partial"
  local mirror key=/usr/share/keyrings/debian-archive-keyring.gpg
  # One of the files may be missing.
  mirror=$({ sed -nE 's/^URIs: *([^ ]+).*/\1/p; s/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null || true; } | grep -E '/debian/?$' | sort -u | head -1)
  [ -n "$mirror" ] || return 1
  for suite in bullseye bookworm trixie trixie-backports sid experimental; do
    echo "deb [signed-by=$key] $mirror $suite main"
  done > "$cache/apt/sources.list"
  apt=(-o "Dir::Etc::sourcelist=$cache/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o "Dir::State::lists=$cache/apt/lists" -o "Dir::Cache=$cache/apt")
  echo "$0: fetching Debian kernels into $cache" >&2
  apt-get "${apt[@]}" -qq update
}

# newest: prints the version (like 6.18) of the newest kernel that there is a package of, else that was fetched once.
newest() {
  local version
  fetch_kernels || true
  version=$({
    apt-cache "${apt[@]}" search --names-only '^linux-image-[0-9.]+[+-].*cloud-amd64$' 2>/dev/null || true
    find "$cache" -maxdepth 1 -name 'vmlinuz-*' -printf '%f\n' 2>/dev/null
  } | sed -nE 's/^[a-z-]+-([0-9]+\.[0-9]+)[.+-].*/\1/p' | sort -V | tail -1)
  echo "$version"
}

# image VERSION FLAVOUR: prints the path of the newest image of it in the cache.
image() {
  find "$cache" -maxdepth 1 -name "vmlinuz-$1[.+-]*[0-9]-$2" 2>/dev/null | sort -V | tail -1
}

# kernel VERSION: prints the path of its image; fetches it when it is not there. VERSION-full is not the kernel for
# clouds but the one for all machines, which takes calls of x32.
kernel() {
  local image package flavour=cloud-amd64
  case $1 in *-full) flavour=amd64 ;; esac
  set -- "${1%-full}"
  image=$(image "$1" "$flavour")
  if [ -z "$image" ]; then
    [ -n "${apt[*]:-}" ] || fetch_kernels || return 1
    package=$(apt-cache "${apt[@]}" search --names-only "^linux-image-${1//./\\.}[.-].*[0-9]-$flavour$" |
      cut -d' ' -f1 | sort -V | tail -1)
    [ -n "$package" ] || return 1
    extract "$package" || return 1
    image=$(image "$1" "$flavour")
  fi
  echo "$image"
}

# extract PACKAGE: puts its image into the cache. From 7.3 on the image is in a package of its own.
extract() (
  package=$1
  binary=${package/linux-image/linux-binary}
  [ -z "$(apt-cache "${apt[@]}" search --names-only "^${binary//+/\\+}$")" ] || package=$binary
  mkdir -p "$work/package" && cd "$work/package" || exit 1
  trap 'rm -rf "$work/package"' EXIT
  apt-get "${apt[@]}" -qq download "$package" >/dev/null && dpkg-deb -x "$package"_*.deb . || exit 1
  for image in boot/vmlinuz-*; do
    [ ! -f "$image" ] || cp "$image" "$cache/"
  done
  for image in usr/lib/modules/*/vmlinuz; do
    [ ! -f "$image" ] || cp "$image" "$cache/vmlinuz-$(basename "$(dirname "$image")")"
  done
)

# add_libraries TREE [LIBRARY...]: what the programs of a tree are linked with, or open by themselves.
add_libraries() {
  local library file tree=$1
  shift
  for library in libbpf.so.1 libstdc++.so.6 libgcc_s.so.1 "$@"; do
    library=$(ldconfig -p | sed -nE "s/.*$library .*x86-64.* => (.*)/\1/p" | head -1)
    [ -z "$library" ] || cp -L --parents "$library" "$tree/"
  done
  find "$tree" -type f | while read -r file; do
    ldd "$file" 2>/dev/null | grep -oE '/[^ ]+\.so[^ ]*' || true
  done | sort -u | { grep -v "^$tree" || true; } | while read -r library; do
    [ -e "$tree$library" ] || [ ! -f "$library" ] || cp -L --parents "$library" "$tree/"
  done
}

# pack TREE: makes it the initramfs.
pack() {
  (cd "$1" && find . | cpio -o -H newc --quiet) | gzip -1 > "$work/initramfs.img"
}

# boot IMAGE [ARGUMENT...]: the guest's serial console on stdout.
boot() {
  local image=$1
  shift
  timeout -k 5 "$boot_seconds_max" qemu-system-x86_64 -accel tcg -cpu max -smp 1 -m "$memory_mib" -nodefaults \
    -no-user-config -no-reboot -nographic -serial stdio -monitor none -kernel "$image" -initrd "$work/initramfs.img" \
    -append "console=ttyS0 panic=-1 quiet mitigations=off nokaslr random.trust_cpu=on $*" </dev/null
}

# expect LOG PATTERN: says so when the console did not show it.
expect() {
  grep -qaE "$2" "$1" || { echo "  missing: $2"; return 1; }
}

# report VERSION IMAGE OK LOG: one line, with the tests that were skipped, or the console's end after a failure; counts.
report() {
  if [ "$3" = 1 ]; then
    echo "kernel $1 ($(basename "$2")): passed"
    grep -aE '\[SKIP\]$' "$4" | sort -u || true
    passed=$((passed + 1))
  else
    echo "kernel $1 ($(basename "$2")): FAILED, the console said:"
    tail -60 "$4"
    failed=$((failed + 1))
  fi
}
