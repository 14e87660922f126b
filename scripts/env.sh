# shellcheck shell=bash
# Shared by the scripts of this folder. Sourced, not run: leaves the shell in the project's folder.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${BOUCLIER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/bouclier}
tools=$cache/tools
wasm_target=wasm32-unknown-unknown
cd "$root" || exit

target_dir=${CARGO_TARGET_DIR:-target}
[[ $target_dir = /* ]] || target_dir=$root/$target_dir

# use_profile PROFILE: selects the build: `release`, `dist` or, for `make dev`, `debug`; or the program that BOUCLIER_BINARY names.
use_profile() {
  profile=$1
  # shellcheck disable=SC2034 # used by the scripts that source this file
  binary=${BOUCLIER_BINARY:-$target_dir/$profile/bouclier}
}
use_profile "${BOUCLIER_PROFILE:-release}"

export PATH="$tools/bin:$PATH"
# scripts/setup installs the toolchain of rust-toolchain.toml; rustup need not look for it on every call of cargo.
export RUSTUP_AUTO_INSTALL=0
[[ -n $(command -v cargo) ]] || export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"

# step TITLE [TIME]: announces the next step and about how long it takes.
step() {
  printf '==> %s%s\n' "$1" "${2:+ (about $2)}"
}

fail() {
  printf 'error: %s\n' "$1" >&2
  exit 1
}

have() {
  [[ -n $(command -v "$1") ]]
}

# scratch: the folder for what need not reach a disk: in memory where there is room (kilobytes), and where programs may be run. Each test
# has a database of its own, on PostgreSQL some 300 files: to make and remove that many, ext4 looks through those that were removed a moment
# ago, which took a third of the time.
scratch() {
  local available probe
  available=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null || true)
  if [[ -w /dev/shm ]] && ((${available:-0} > 6000000)) && (($(df --output=avail /dev/shm | tail -n 1) > 3000000)); then
    probe=$(mktemp /dev/shm/bouclier.XXXXXX)
    printf '#!/bin/sh\n' >"$probe"
    chmod +x "$probe"
    if "$probe" 2>/dev/null; then
      rm -f "$probe"
      printf '/dev/shm\n'
      return
    fi
    rm -f "$probe"
  fi
  printf '%s\n' "${TMPDIR:-/tmp}"
}

wasm_std_is_there() {
  compgen -G "$(rustc --print sysroot)/lib/rustlib/$wasm_target/lib/libstd*.rlib" >/dev/null
}

# apt_install PACKAGE REASON: installs a system package if permitted, otherwise names it.
apt_install() {
  if [[ $(id -u) != 0 ]] || ! have apt-get; then
    fail "$2 is missing: install the package '$1' and start again"
  fi
  step "Installing the package $1" "1 minute"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get -qq update && apt-get -qq install -y --no-install-recommends "$1" >/dev/null; } ||
    fail "$2 is missing, and 'apt-get install $1' failed"
}
