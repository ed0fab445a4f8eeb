# shellcheck shell=bash
# What the commands in bin/ share: where tools and builds are kept, what is said, and the
# set-up of a machine. To be sourced.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
CACHE=${PRIVITY_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/privity}
TOOLS=$CACHE/tools
export HOME
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$CACHE/target}
# runuser lives there, and not every shell looks.
PATH=$PATH:/usr/sbin:/sbin
export PATH=$TOOLS/bin:$TOOLS/node_modules/.bin:$PATH:$HOME/.cargo/bin

# Versions that were tried together.
CARGO_LEPTOS=0.3.10
WASM_BINDGEN=0.2.130
BINARYEN=132.0.0
CARGO_DENY=0.20.2
CARGO_NEXTEST=0.9.143
AIOSMTPD=1.4.6
DKIMPY=1.1.8
PYNACL=1.6.2
# Other people's readers of calendars, which ours are held against.
CALENDARS=(icalendar==7.3.2 recurring-ical-events==3.8.2 python-dateutil==2.9.0.post0
    khal==0.14.1 vdirsyncer==0.21.0 tzdata==2026.6)

# The release: the binary, with the assets and their hashes beside it.
RELEASE=$CARGO_TARGET_DIR/release
# shellcheck disable=SC2034 # for those who source this
BINARY=$RELEASE/privity
SITE=$RELEASE/site

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "$*" >&2; exit 1; }

# --- A plan is a list of steps, run with their numbers ---------------------------------------

STEPS=()

# plan FUNCTION TITLE
plan() { STEPS+=("$1|$2"); }

run_plan() {
    local number=0 step total=${#STEPS[@]}
    for step in "${STEPS[@]}"; do
        number=$((number + 1))
        say "[$number/$total] ${step#*|}"
        "${step%%|*}"
    done
    STEPS=()
}

# --- Set-up: only what is missing ------------------------------------------------------------

# plan_setup run | tests
plan_setup() {
    cd "$ROOT" || exit
    plan_packages "$1"
    command -v rustup >/dev/null || command -v rustc >/dev/null \
        || [[ " ${PACKAGES[*]} " == *" rustup "* ]] \
        || die "Rust is missing. Install rustup from https://rustup.rs, then try again."
    rustc --version >/dev/null 2>&1 || plan install_toolchain "Installing the Rust toolchain that this checkout pins"
    has_wasm_target || plan install_wasm_target "Adding the Rust target wasm32-unknown-unknown"
    has_version cargo-leptos "$CARGO_LEPTOS" \
        || plan install_cargo_leptos "Building the web tool cargo-leptos (about 5 minutes on 2 cores, once)"
    has_version wasm-bindgen "$WASM_BINDGEN" \
        || plan install_wasm_bindgen "Building wasm-bindgen (about 4 minutes on 2 cores, once)"
    has_node_package "$TOOLS" binaryen "$BINARYEN" \
        || plan install_binaryen "Installing wasm-opt (binaryen $BINARYEN)"
    [[ $1 == tests ]] || return 0
    cargo nextest --version >/dev/null 2>&1 \
        || plan install_nextest "Building the test runner cargo-nextest (about 4 minutes on 2 cores, once)"
    has_version cargo-deny "$CARGO_DENY" \
        || plan install_deny "Building cargo-deny (about 2 minutes on 2 cores, once)"
    python_is_ready \
        || plan install_python "Installing a mail server and a check of signatures for the tests (Python)"
    calendars_are_ready || plan install_calendars "Installing readers of calendars (Python, in a folder of their own)"
    end2end_is_ready || plan install_end2end "Installing Playwright (npm ci in end2end/)"
}

PACKAGES=()

plan_packages() {
    PACKAGES=()
    has_postgres || PACKAGES+=(postgresql)
    command -v cc >/dev/null || PACKAGES+=(build-essential)
    command -v npm >/dev/null || PACKAGES+=(nodejs npm)
    if [[ $1 == tests ]]; then
        [[ -x /usr/bin/chromium ]] || PACKAGES+=(chromium fonts-liberation fonts-noto-color-emoji)
        command -v psql >/dev/null || PACKAGES+=(postgresql-client)
        command -v clamd >/dev/null || PACKAGES+=(clamav-daemon)
        [[ -x /usr/sbin/bearerbox && -x /usr/lib/kannel/test/fakesmsc ]] \
            || PACKAGES+=(kannel kannel-extras)
        [[ -x /usr/lib/dovecot/imap ]] || PACKAGES+=(dovecot-imapd)
        # A browser that shows text alone, and the terminal it is steered in.
        [[ -x /usr/bin/lynx && -x /usr/bin/tmux ]] || PACKAGES+=(lynx tmux)
        command -v openssl >/dev/null || PACKAGES+=(openssl)
        # What somebody else's reader sees in a PDF of ours.
        [[ -x /usr/bin/pdftotext ]] || PACKAGES+=(poppler-utils)
        python_is_ready || /usr/bin/python3 -c 'import ensurepip' 2>/dev/null \
            || PACKAGES+=(python3-venv)
    fi
    [[ ${#PACKAGES[@]} -eq 0 ]] || plan install_packages "Installing Debian packages: ${PACKAGES[*]}"
}

has_postgres() {
    compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null
}

install_packages() {
    command -v apt-get >/dev/null \
        || die "Install these (their Debian names), then try again: ${PACKAGES[*]}"
    local drop_in=/etc/postgresql-common/createcluster.d/privity.conf
    as_root apt-get update -qq </dev/null
    # Privity runs a cluster of its own; the package need not make and start another.
    if [[ " ${PACKAGES[*]} " == *" postgresql "* ]]; then
        apt_install postgresql-common
        as_root mkdir -p "${drop_in%/*}"
        as_root sh -c "echo 'create_main_cluster = false' > $drop_in"
    fi
    local installed=0
    install_asleep || installed=$?
    apt_install "${PACKAGES[@]}" || installed=$?
    as_root rm -f "$drop_in"
    return "$installed"
}

# The tests start scanners and gateways of their own. The packages' would fetch signatures (200 MB),
# stay in memory (1 GB) and listen on every address, now and after each boot.
install_asleep() {
    local policy=/usr/sbin/policy-rc.d made=false installed=0 asleep=() name
    for name in clamav-daemon dovecot-imapd kannel; do
        [[ " ${PACKAGES[*]} " != *" $name "* ]] || asleep+=("$name")
    done
    [[ ${#asleep[@]} -gt 0 ]] || return 0
    if [[ ! -e $policy ]]; then
        made=true
        as_root sh -c "printf '%s\n' '#!/bin/sh' 'case \$1 in clamav-* | dovecot | kannel) exit 101 ;; esac' > $policy && chmod 755 $policy"
    fi
    apt_install "${asleep[@]}" || installed=$?
    ! $made || as_root rm -f "$policy"
    [[ $installed -eq 0 ]] || return "$installed"
    for name in "${asleep[@]}"; do
        as_root update-rc.d "${name%-imapd}" disable
    done
    [[ " ${asleep[*]} " != *" clamav-daemon "* ]] || as_root update-rc.d clamav-freshclam disable
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" </dev/null
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
        sudo "$@"
    else
        die "This needs root and there is no sudo. As root, run: apt-get install ${PACKAGES[*]}"
    fi
}

install_toolchain() { rustup toolchain install "$(pinned_toolchain)" --profile minimal; }

install_wasm_target() {
    command -v rustup >/dev/null \
        || die "The Rust target wasm32-unknown-unknown is missing, and rustup, which adds it, is too."
    rustup target add --toolchain "$(pinned_toolchain)" wasm32-unknown-unknown
    rustup component add --toolchain "$(pinned_toolchain)" clippy rustfmt
}

pinned_toolchain() { sed -n 's/^channel = "\(.*\)"$/\1/p' "$ROOT/rust-toolchain.toml"; }

has_wasm_target() {
    [[ -d $(rustc --print sysroot 2>/dev/null)/lib/rustlib/wasm32-unknown-unknown ]]
}

# has_version PROGRAM VERSION: the one in our own folder, whatever else is on PATH
has_version() {
    [[ -x $TOOLS/bin/$1 ]] && "$TOOLS/bin/$1" --version 2>/dev/null | grep -qw -- "${2//./\\.}"
}

# has_node_package FOLDER PACKAGE VERSION
has_node_package() {
    grep -qs "\"version\": \"${3//./\\.}\"" "$1/node_modules/$2/package.json"
}

# Optimising these tools takes longer than they ever save.
install_cargo_leptos() {
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=false \
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS=64 \
        install_crate cargo-leptos "$CARGO_LEPTOS" --locked --features no_downloads
}

# Not --locked: its lock file asks for more than it needs.
install_wasm_bindgen() {
    CARGO_PROFILE_RELEASE_LTO=false CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        install_crate wasm-bindgen-cli "$WASM_BINDGEN"
}

install_deny() {
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=false \
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS=64 \
        install_crate cargo-deny "$CARGO_DENY" --locked
}

install_nextest() {
    CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=false \
        CARGO_PROFILE_RELEASE_CODEGEN_UNITS=64 \
        install_crate cargo-nextest "$CARGO_NEXTEST" --locked \
        --no-default-features --features default-no-update
}

# install_crate NAME VERSION [FLAG…]: goes on where an interrupted build stopped
install_crate() {
    local build=$CACHE/tools-build/$1
    CARGO_TARGET_DIR=$build cargo install "$1" --version "$2" --root "$TOOLS" --force "${@:3}" </dev/null
    rm -rf "$build"
}

install_binaryen() {
    mkdir -p "$TOOLS"
    npm install --prefix "$TOOLS" --no-save --no-audit --no-fund "binaryen@$BINARYEN" </dev/null
}

python_is_ready() {
    local packages
    packages=$(compgen -G "$TOOLS/python/lib/python3*/site-packages") || return
    [[ -d $packages/aiosmtpd-$AIOSMTPD.dist-info && -d $packages/dkimpy-$DKIMPY.dist-info \
        && -d $packages/pynacl-$PYNACL.dist-info ]]
}

install_python() {
    rm -rf "$TOOLS/python"
    /usr/bin/python3 -m venv "$TOOLS/python"
    "$TOOLS/python/bin/pip" install --quiet --disable-pip-version-check --use-pep517 \
        "aiosmtpd==$AIOSMTPD" "dkimpy==$DKIMPY" "pynacl==$PYNACL" </dev/null
}

calendars_are_ready() {
    [[ -f $TOOLS/calendars/installed && $(<"$TOOLS/calendars/installed") == "${CALENDARS[*]}" ]]
}

install_calendars() {
    /usr/bin/python3 -m venv --clear "$TOOLS/calendars"
    "$TOOLS/calendars/bin/pip" install --quiet --disable-pip-version-check "${CALENDARS[@]}" </dev/null
    say "${CALENDARS[*]}" >"$TOOLS/calendars/installed"
}

end2end_is_ready() {
    [[ $ROOT/end2end/node_modules/.package-lock.json -nt $ROOT/end2end/package-lock.json ]]
}

install_end2end() {
    (cd "$ROOT/end2end" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci </dev/null)
    touch "$ROOT/end2end/node_modules/.package-lock.json"
}

# --- Checkouts share a build folder ----------------------------------------------------------

# Cargo tells what is fresh by times, and what another checkout built later must not pass for this one's. What both
# have alike keeps the time it had there, and the rest is new now. Where the other is gone, what it left is
# asked, unless something was built since.
claim_builds() {
    local claim=$CARGO_TARGET_DIR/checkout left=$CARGO_TARGET_DIR/left other path
    mkdir -p "$CARGO_TARGET_DIR"
    other=$(cat "$claim" 2>/dev/null || true)
    [[ $other != "$ROOT" ]] || return 0
    if [[ ! -d $other/app ]]; then
        other=$left
        ! built_since "$left.at" || other=
    fi
    # interrupted here, everything is new the next time
    rm -rf "$claim" "$left.at"
    while IFS= read -r -d '' path; do
        if [[ -n $other ]] && alike "$other/$path" "$ROOT/$path"; then
            touch -c -r "$other/$path" "$ROOT/$path"
        else
            touch -c "$ROOT/$path"
        fi
    done < <(cd "$ROOT" && find app frontend server migrations .sqlx \( -type f -o -type d \) -print0)
    say "$ROOT" >"$claim"
}

# Two files with one content, two folders with the same names in them.
alike() {
    if [[ -d $2 ]]; then
        [[ -d $1 && $(ls -A "$1") == "$(ls -A "$2")" ]]
    else
        cmp -s "$1" "$2"
    fi
}

built_since() {
    [[ ! -e $1 || -n $(find "$CARGO_TARGET_DIR" -path '*/.fingerprint/*' -name invoked.timestamp -newer "$1" -print -quit) ]]
}

# For the next who claims them, should this checkout be gone by then.
leave_builds() {
    local left=$CARGO_TARGET_DIR/left
    [[ $(cat "$CARGO_TARGET_DIR/checkout" 2>/dev/null) == "$ROOT" ]] || return 0
    rm -rf "$left" "$left.at"
    mkdir -p "$left"
    (cd "$ROOT" && cp -a app frontend server migrations .sqlx "$left")
    touch "$left.at"
}

# --- The release build -----------------------------------------------------------------------

# cargo-leptos links, optimises and compresses the front end each time, so an unchanged tree is
# recognised by its contents.
release_is_built() {
    [[ -x $BINARY && -f $RELEASE/hash.txt && -d $SITE/pkg && -f $RELEASE/privity.built ]] \
        && [[ $(<"$RELEASE/privity.built") == "$(release_stamp)" ]]
}

release_stamp() {
    local inputs=() input
    cd "$ROOT" || exit
    for input in app frontend server migrations style public .sqlx .cargo \
        Cargo.toml Cargo.lock rust-toolchain.toml; do
        [[ ! -e $input ]] || inputs+=("$input")
    done
    {
        find "${inputs[@]}" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        stat -c '%Y %s' "$BINARY" "$RELEASE/hash.txt" 2>/dev/null || true
        say "$CARGO_LEPTOS $WASM_BINDGEN $BINARYEN"
    } | sha256sum
}

build_release() {
    cd "$ROOT" || exit
    claim_builds
    rm -f "$RELEASE/privity.built"
    SQLX_OFFLINE=true LEPTOS_SITE_ROOT=$SITE \
        env -u RUSTFLAGS "$TOOLS/bin/cargo-leptos" leptos build --release --split --precompress </dev/null || die "Privity could not be built."
    ! grep -q "@import" "$SITE"/pkg/*.css || die "The style sheet was not bundled."
    [[ -f $RELEASE/hash.txt ]] || die "The build left no hash.txt beside $BINARY."
    release_stamp >"$RELEASE/privity.built"
    leave_builds
}
