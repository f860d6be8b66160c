#!/bin/sh
# Make .venv from the hashed lock, once; shared by ./run and ./check. A second call does nothing and is instant.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

hash_of() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@" | sha256sum | cut -d' ' -f1
    else shasum -a 256 "$@" | shasum -a 256 | cut -d' ' -f1; fi
}

fits() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    for candidate in python3.13 python3.12 python3.11 python3 \
        "${HOME:-}"/.pyenv/versions/3.13*/bin/python3 "${HOME:-}"/.pyenv/versions/3.12*/bin/python3 \
        "${HOME:-}"/.pyenv/versions/3.11*/bin/python3; do
        # A pyenv shim may exist for a version that is not switched on: only what answers counts.
        if fits "$candidate"; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    say "gi-leads needs Python 3.11, 3.12 or 3.13 with its venv module; none was found."
    say "  python3 here: $(python3 --version 2>/dev/null || echo none)"
    say "  Debian 12 or 13, Ubuntu 24.04: apt-get install -y python3 python3-venv"
    say "  elsewhere: pyenv install 3.12   (found in ~/.pyenv/versions without further steps)"
    return 1
}

install_locked() {
    pip=".venv/bin/python -m pip --disable-pip-version-check --quiet"
    # uv installs in a tenth of pip's time; where it cannot be had, pip does the same from the same lock.
    if $pip install 'uv==0.13.*' >/dev/null 2>&1; then
        uv=".venv/bin/uv --quiet pip install --python .venv/bin/python"
        $uv --require-hashes -r requirements/lock.txt && $uv --no-deps -e . && return
        say "uv could not install; trying pip."
    fi
    $pip install --require-hashes -r requirements/lock.txt && $pip install --no-deps -e . && return
    say "The packages could not be installed. Is there a network, and can pip reach its package index? Then start again."
    return 1
}

# Every collection starts a process of its own: compiled once here, each of them starts a second and a half sooner.
compile_once() {
    .venv/bin/python -m compileall -qq -j 0 .venv/lib leads_db crawlers pipelines scheduler console || true
}

tell_chromium() {
    for candidate in "${GI_CHROMIUM:-}" chromium chromium-browser google-chrome; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1; then return; fi
    done
    say "No Chromium was found: sources that need a browser will say so; all others work."
    say "  Debian: apt-get install -y --no-install-recommends chromium fonts-noto-cjk"
    say "  Ubuntu: .venv/bin/playwright install --with-deps chromium   (then set GI_CHROMIUM to its path)"
}

# A folder that was moved has scripts that point to its old place: the stamp holds the place too.
stamp="$(hash_of requirements/lock.txt pyproject.toml) $PWD"
found="$(cat .venv/setup-stamp 2>/dev/null || true)"
[ "$found" = "$stamp" ] && [ -x .venv/bin/gi-leads ] && fits .venv/bin/python && exit 0

if ! fits .venv/bin/python || { [ -n "$found" ] && [ "${found#* }" != "$PWD" ]; }; then
    python="$(find_python)"
    say "Making .venv with $python …"
    "$python" -m venv --clear .venv
fi
say "Installing the locked packages (once; about a minute) …"
install_locked
compile_once
printf '%s\n' "$stamp" > .venv/setup-stamp
tell_chromium
