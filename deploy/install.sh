#!/bin/sh
# install.sh PUBLISHED: installs what publish.sh left in PUBLISHED, with its systemd unit, below DESTDIR (empty: here).
set -eu
cd "$(dirname "$0")/.."
root=${DESTDIR:-}

mkdir -p "$root/opt" "$root/usr/bin" "$root/usr/lib/systemd/system"
rm -rf "$root/opt/kosmos-probe"
cp -R "$1" "$root/opt/kosmos-probe"
ln -sf ../../opt/kosmos-probe/kosmos-probe "$root/usr/bin/kosmos-probe"
# A falco that is installed already stays what its name says.
[ -e "$root/usr/bin/falco" ] || ln -s kosmos-probe "$root/usr/bin/falco"
install -m 644 deploy/systemd/kosmos-probe.service "$root/usr/lib/systemd/system/"
echo "installed; systemctl daemon-reload && systemctl enable --now kosmos-probe"
