#!/bin/sh
# image-root.sh PROBE ROOT: makes the root directory of the image in ROOT: the published probe, the shared libraries
# that it loads, certificates, time zones, names of services, and busybox as shell. Runs on the Debian that these come
# from.
set -eu
probe=$1
root=$2
mkdir -p "$root/opt" "$root/etc" "$root/usr/bin" "$root/usr/lib" "$root/var/lib/dpkg/status.d" \
    "$root/var/lib/kosmos-probe" "$root/etc/falco"
mkdir "$root/proc" "$root/sys" "$root/dev"
mkdir -m 1777 "$root/tmp"
for directory in bin lib lib64 sbin; do
    [ $directory = sbin ] || mkdir -p "$root/usr/$directory"
    ln -s "usr/$directory" "$root/$directory"
done
ln -s bin "$root/usr/sbin"
cp -a "$probe" "$root/opt/kosmos-probe"
ln -s ../../opt/kosmos-probe/kosmos-probe "$root/usr/bin/kosmos-probe"
ln -s kosmos-probe "$root/usr/bin/falco"
ln -s busybox "$root/usr/bin/sh"

# library NAME: its path, as the loader finds it.
library() {
    ldconfig -p | sed -n "s/.*$1 .*x86-64.* => //p" | head -n 1
}

# What the probe and the runtime link to, and what they open by name: libbpf, OpenSSL and the C library's name services.
opened="$(library libbpf.so.1) $(library libssl.so.3) $(library libcrypto.so.3) $(library libresolv.so.2)"
# shellcheck disable=SC2086 # a list of paths on purpose
linked=$(ldd "$probe/kosmos-probe" "$probe"/*.so $opened 2>/dev/null | grep -o '/[^ :]*' | grep -v "^$probe" | sort -u)

# put PATH...: copies each to its place; what links point at goes there as well.
put() {
    for path in "$@"; do
        real=$(readlink -f "$path")
        mkdir -p "$root/$(dirname "$real")" "$root/$(dirname "$path")"
        cp -a "$real" "$root$real"
        [ -e "$root$path" ] || cp -a "$path" "$root$path"
        echo "$path" >> "$root/files"
        echo "$real" >> "$root/files"
    done
}

# shellcheck disable=SC2086
put $opened $linked /etc/ssl/openssl.cnf /etc/ssl/certs/ca-certificates.crt /etc/services /etc/protocols \
    /etc/os-release "$(command -v busybox)"
mkdir -p "$root/usr/share" "$root/usr/lib/ssl"
cp -a /usr/share/zoneinfo "$root/usr/share/"
rm -rf "$root/usr/share/zoneinfo/right" "$root/usr/share/zoneinfo/posix"
ln -s /etc/ssl/certs "$root/usr/lib/ssl/certs"
ln -s /etc/ssl/openssl.cnf "$root/usr/lib/ssl/openssl.cnf"
ln -s certs/ca-certificates.crt "$root/etc/ssl/cert.pem"
echo 'root:x:0:0:root:/:/bin/sh' > "$root/etc/passwd"
echo 'root:x:0:' > "$root/etc/group"
echo 'hosts: files dns' > "$root/etc/nsswitch.conf"

# One status file a package, as images without a package manager keep them.
{
    # Files are known by their path before or after /lib became a link to /usr/lib.
    sort -u "$root/files"
    sort -u "$root/files" | sed 's|^/usr||'
    echo /usr/share/zoneinfo/UTC
} | xargs dpkg -S 2>/dev/null | cut -d: -f1 | sort -u | while read -r package; do
    dpkg-query -s "$package" > "$root/var/lib/dpkg/status.d/$package"
done
rm "$root/files"
test -s "$root/var/lib/dpkg/status.d/libbpf1"
