# What every trigger's script can use. HERE is a folder of its own, TOOLS holds the programs.
set -u
cd "$HERE"

# name NAME: the workload as a program of that name; it is where it says.
name() {
    [ -e "$HERE/$1" ] || ln -s "$TOOLS/act" "$HERE/$1"
    echo "$HERE/$1"
}

# as NAME WORDS...: a program of that name does a deed, or nothing, whatever its words.
as() {
    program=$(name "$1")
    shift
    "$program" "$@"
}

# under PARENT NAME WORDS...: the same, as the child of a program named PARENT.
under() {
    parent=$(name "$1")
    program=$(name "$2")
    shift 2
    "$parent" child "$program" "$@"
}

# network ADDRESS...: gives the own network of a script on the host these addresses.
network() {
    ip link set lo up
    for address in "$@"; do
        ip addr add "$address/32" dev lo
    done
}

# hide FOLDER...: puts an empty folder of the script's own over each of the machine's.
hide() {
    for folder in "$@"; do
        mount -t tmpfs tmpfs "$folder"
    done
}
