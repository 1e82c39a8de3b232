# shellcheck shell=bash
# What the scripts that measure a running probe share: they source it, call prepare, put the probe's log into $work/log
# and its process id into probe_pid. Who has more to put away than these defines finish anew.
probe_pid=""

# prepare SCRIPT ARGUMENT...: demands root; makes the folder of the run, which goes at its end.
prepare() {
    if [ "$(id -u)" != 0 ]; then
        echo "$(basename "$1" .sh): needs root to attach the probe; try: sudo $*" >&2
        exit 1
    fi
    work=$(mktemp -d)
    trap finish EXIT
}

finish() {
    stop_probe
    rm -rf "$work"
}

stop_probe() {
    [ -z "$probe_pid" ] || { kill "$probe_pid" && wait "$probe_pid" || true; } 2>/dev/null
    probe_pid=""
}

# await_log WORDS: until the probe's log says them; for a minute, and not when the probe has ended.
await_log() {
    for _ in $(seq 600); do
        if grep -q "$1" "$work/log"; then return; fi
        kill -0 "$probe_pid" 2>/dev/null || break
        sleep 0.1
    done
    echo "the probe did not say \`$1\`:" >&2
    cat "$work/log" >&2
    exit 1
}
