#!/usr/bin/env bash
# Proves the README's commands on a machine that has nothing: a minimal Debian 12 with Python, venv, make and certificates, in a
# folder of its own (chroot), on a fresh clone of what is committed here. `make test-bare` and continuous integration call it.
#
#   deploy/bare_machine.sh            set-up, `make run`, and the tests that carry the mark `bare`
#   deploy/bare_machine.sh COMMAND…   set-up, then this command instead, for example `make test`
#
# Ends with 77 where no such machine can be made (not root, no debootstrap, no mirror): that is no fault of the project.
# The machine is made once and kept in the cache; each run gets a copy. All mounts live in a namespace of their own and all processes
# under one parent, so that both are gone with the run, however it ends.
set -euo pipefail

readonly SUITE=bookworm
readonly PACKAGES=python3,python3-venv,make,ca-certificates
# What only ends a run that hangs.
readonly LONGEST="${BARE_LONGEST:-1500}"
readonly CANNOT=77

cache="${XDG_CACHE_HOME:-$HOME/.cache}/motcua-bare"
scratch="$cache/scratch"
run=
watch=

say() { printf '\n== %s\n' "$*"; }

cannot() {
    printf '\nKhông dựng được máy trống / no bare machine can be made here: %s\n' "$*" >&2
    exit $CANNOT
}

# The machine's own mirror of Debian, as apt is set up here; it is named nowhere in the project.
mirror() {
    apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(SITE)' 'Identifier: Packages' 2>/dev/null |
        awk -F'|' '$1 == "Debian" && $2 == "Debian" && $3 == "main" { print $4; exit }'
}

# Makes the machine in the cache unless it lies there, and prints its folder.
machine() {
    local from base fresh
    base="$cache/$SUITE-$(printf '%s' "$PACKAGES $(uname -m)" | sha256sum | cut -c1-12)"
    if [[ ! -d $base ]]; then
        from=$(mirror)
        [[ -n $from ]] || { apt-get update -qq >&2 && from=$(mirror); }
        [[ -n $from ]] || cannot "apt names no mirror of Debian"
        say "Dựng Debian 12 tối thiểu / making a minimal Debian 12 …" >&2
        fresh="$cache/scratch/machine"
        mkdir -p "$fresh"
        timeout 600 debootstrap --variant=minbase --force-check-gpg --include="$PACKAGES" "$SUITE" "$fresh" "$from" \
            >"$cache/debootstrap.log" 2>&1 </dev/null || cannot "debootstrap failed: $(tail -n 1 "$cache/debootstrap.log")"
        rm -rf "$fresh"/var/cache/apt/archives/*.deb "$fresh"/var/lib/apt/lists/*
        mv "$fresh" "$base"
    fi
    printf '%s\n' "$base"
}

prove() {
    local here base root result=0
    here=$(cd "$(dirname "$0")/.." && pwd)
    [[ $(id -u) == 0 ]] || cannot "only root may (chroot, mount)"
    command -v debootstrap >/dev/null || cannot "debootstrap is missing (apt install debootstrap)"
    command -v git >/dev/null || cannot "git is missing"
    unshare --mount --pid --fork true 2>/dev/null || cannot "namespaces are not allowed"

    mkdir -p "$cache/pip" "$cache/npm"
    # One run at a time. Its processes hold the lock too: what an earlier run left behind is nobody's once the lock is free.
    exec 9>"$cache/lock"
    flock -w "$LONGEST" 9 || cannot "another run goes on"
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' HUP TERM
    rm -rf --one-file-system "$scratch"
    mkdir -p "$scratch"

    base=$(machine)
    root="$scratch/root"
    cp -a --reflink=auto "$base" "$root"
    git clone --quiet "$here" "$root/srv/motcua"
    [[ ! -d $here/../shared ]] || cp -r "$here/../shared" "$root/srv/shared"

    # A session of its own: what is killed as a group in there is never this script.
    unshare --mount --pid --fork --kill-child --propagation private -- \
        setsid "$here/deploy/bare_machine.sh" --enter "$root" "$@" </dev/null &
    run=$!
    sleep "$LONGEST" >/dev/null 2>&1 9>&- &
    watch=$!
    wait -n "$run" "$watch" || result=$?
    if kill -0 "$run" 2>/dev/null; then
        say "Quá $LONGEST giây / ended after $LONGEST seconds"
        result=124
    fi
    return $result
}

# The death of `unshare` is the death of everything in its namespace.
clean_up() {
    [[ -z $run ]] || kill -KILL "$run" 2>/dev/null || true
    [[ -z $watch ]] || kill "$watch" 2>/dev/null || true
    wait
    rm -rf --one-file-system "$scratch"
}

# In the run's own namespace: mounts what every machine has, and goes in with an empty environment.
enter() {
    local root=$1 name device
    shift
    mount -t proc proc "$root/proc"
    mount --rbind /sys "$root/sys"
    mount -t tmpfs -o mode=755 devices "$root/dev"
    for device in null zero full random urandom tty; do
        touch "$root/dev/$device"
        mount --bind "/dev/$device" "$root/dev/$device"
    done
    mkdir "$root/dev/shm" "$root/dev/pts"
    mount -t tmpfs -o mode=1777 memory "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 terminals "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx"
    ln -s /proc/self/fd "$root/dev/fd"
    for name in stdin:0 stdout:1 stderr:2; do
        ln -s "fd/${name#*:}" "$root/dev/${name%:*}"
    done
    # What pip and npm fetched before; the set-up itself is always a fresh one.
    mkdir -p "$root/var/cache/pip" "$root/var/cache/npm"
    mount --bind "$cache/pip" "$root/var/cache/pip"
    mount --bind "$cache/npm" "$root/var/cache/npm"
    # The way to the network, and whom this machine trusts there.
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    local trusted=/etc/ssl/certs/ca-certificates.crt
    local given=(HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        PIP_CACHE_DIR=/var/cache/pip NPM_CONFIG_CACHE=/var/cache/npm)
    if [[ -f $trusted ]]; then
        cp -L "$trusted" "$root$trusted"
        given+=("PIP_CERT=$trusted" "NODE_EXTRA_CA_CERTS=$trusted")
    fi
    for name in PIP_INDEX_URL PIP_DEFAULT_TIMEOUT NPM_CONFIG_REGISTRY http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        [[ ! -v $name ]] || given+=("$name=${!name}")
    done
    exec chroot "$root" /usr/bin/env -i "${given[@]}" bash /srv/motcua/deploy/bare_machine.sh --inside "$@"
}

# On the bare machine.
inside() {
    cd /srv/motcua
    say "make setup"
    make setup
    printf '%s s\n' "$SECONDS"
    if (($#)); then
        say "$*"
        "$@"
    else
        runs_and_answers
        say "pytest -m bare"
        .venv/bin/python -m pytest -m bare -n 2 --dist worksteal tests
    fi
    printf 'Máy trống / bare machine: %s s\n' "$SECONDS"
}

# `make run` as someone at a terminal has it: every printed address opens, and Ctrl-C ends it.
runs_and_answers() {
    local log=/tmp/run.log began=$SECONDS
    say "make run"
    set -m
    make run >"$log" 2>&1 &
    local building=$!
    set +m
    until grep -q Ctrl-C "$log"; do
        if ! kill -0 $building 2>/dev/null || ((SECONDS - began > 120)); then
            cat "$log"
            return 1
        fi
        sleep 0.2
    done
    .venv/bin/python - "$log" <<'PYTHON' || { cat "$log"; return 1; }
import pathlib, re, sys, urllib.request

addresses = re.findall(r"^  (http://\S+)", pathlib.Path(sys.argv[1]).read_text("utf-8"), re.MULTILINE)
assert addresses, "no address was printed"
for address in addresses:
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert answer.status == 200, address
        print("200", address)
PYTHON
    kill -INT -- -$building
    local result=0
    wait $building || result=$?
    printf 'Ctrl-C: %s; %s s\n' "$result" "$((SECONDS - began))"
}

case "${1:-}" in
--enter) shift && enter "$@" ;;
--inside) shift && inside "$@" ;;
*) prove "$@" ;;
esac
