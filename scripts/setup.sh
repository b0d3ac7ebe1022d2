#!/bin/sh
# Installs what the build needs besides Swift, and puts Arrow C++ into .arrow/ where the system has none.
# Usage: scripts/setup.sh [SCRATCH-PATH...]     (SwiftPM's build folders; default .build)
# Quick when nothing is missing: every make target runs it first.
set -eu

cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- .build

arrow_version=26.0.1
# This or later is taken from the system where it is installed.
arrow_minimum=22.0.0
system_packages="libopenblas-dev liblapacke-dev libboost-math-dev libssl-dev libyaml-dev libxlsxwriter-dev"
system_packages="$system_packages zlib1g-dev libexpat1-dev pkg-config tzdata"
pkgconfig_file=.arrow/lib/pkgconfig/fidelity-arrow.pc
stamp=.arrow/stamp

say() { echo "setup: $*" >&2; }
fail() {
  say "$*"
  exit 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    fail "missing Debian packages, and neither root nor sudo to install them. Ask for: apt-get install $missing"
  fi
}

# The Debian packages among the arguments that are not installed.
not_installed() {
  installed=" $(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null | sed -n 's/^ii //p' | tr '\n' ' ')"
  for package in "$@"; do
    case "$installed" in *" $package "*) ;; *) printf '%s ' "$package" ;; esac
  done
}

install_packages() {
  missing=$(not_installed "$@")
  [ -n "$missing" ] || return 0
  say "installing $missing"
  as_root apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

system_arrow() {
  pkg-config --exists "arrow >= $arrow_minimum" "parquet >= $arrow_minimum" 2>/dev/null
}

# write_pkgconfig LINES...: in one step, so that it is whole or absent.
write_pkgconfig() {
  mkdir -p "${pkgconfig_file%/*}"
  {
    echo "Name: fidelity-arrow"
    echo "Description: Arrow C++ and Parquet, as this project builds against them"
    printf '%s\n' "$@"
  } >"$pkgconfig_file.$$"
  mv "$pkgconfig_file.$$" "$pkgconfig_file"
}

write_stamp() {
  echo "$1" >"$stamp.$$"
  mv "$stamp.$$" "$stamp"
}

# PyPI's wheel of pyarrow carries the C++ libraries and their headers.
unpack_wheel() {
  if command -v apt-get >/dev/null && ! python3 -m pip --version >/dev/null 2>&1; then
    install_packages python3 python3-pip ca-certificates
  fi
  python3 -m pip --version >/dev/null 2>&1 || fail "python3 with pip is needed to fetch Arrow C++ $arrow_version"

  find .arrow -maxdepth 1 -name 'partial.*' -mmin +60 -exec rm -rf {} + 2>/dev/null || true
  mkdir -p .arrow
  partial=$(mktemp -d .arrow/partial.XXXXXX)
  trap 'rm -rf "$partial"' EXIT
  trap 'exit 130' INT TERM HUP

  say "fetching Arrow C++ $arrow_version (pyarrow wheel, $machine)"
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version 311 \
    --implementation cp --platform "manylinux_2_28_$machine" --dest "$partial" "pyarrow==$arrow_version" ||
    fail "could not download pyarrow $arrow_version from PyPI: is there a network?"
  wheel="$partial/pyarrow-$arrow_version-cp311-cp311-manylinux_2_28_$machine.whl"
  echo "$wheel_sha256  $wheel" | sha256sum --check --quiet - ||
    fail "the wheel of pyarrow $arrow_version is not the one expected (SHA-256)"

  python3 - "$wheel" "$partial/new" <<'PYTHON'
import os, re, sys, zipfile

wheel, folder = sys.argv[1:]
wanted = re.compile(
    r"pyarrow/(include/(?:arrow|parquet)/.*[^/]|lib(?:arrow|parquet)\.so\.\d+)"
    r"|.*licenses/((?:LICENSE|NOTICE)\.txt)"
)
with zipfile.ZipFile(wheel) as archive:
    for member in archive.namelist():
        match = wanted.fullmatch(member)
        if not match:
            continue
        path = os.path.join(folder, match[1] or match[2])
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(archive.read(member))
PYTHON
  for library in arrow parquet; do
    name=$(basename "$partial"/new/lib$library.so.*)
    chmod 755 "$partial/new/$name"
    ln -s "$name" "$partial/new/lib$library.so"
  done
  # Another set-up at the same time may be first: its copy is as good.
  [ ! -d ".arrow/$arrow_version" ] || mv -T ".arrow/$arrow_version" "$partial/old" || true
  mv -T "$partial/new" ".arrow/$arrow_version" || [ -d ".arrow/$arrow_version" ]
  write_pkgconfig "Version: $arrow_version" \
    "Cflags: -I\"\${pcfiledir}/../../$arrow_version/include\"" \
    "Libs: -L\"\${pcfiledir}/../../$arrow_version\" -larrow -lparquet"
  write_stamp "$arrow_version $wheel_sha256"
  rm -rf "$partial"
  trap - EXIT
}

# SwiftPM drops run paths, but its executables look beside themselves ($ORIGIN): so that is where the libraries go.
link_libraries() {
  for scratch in "$@"; do
    for configuration in release debug; do
      folder=$scratch/$machine-unknown-linux-gnu/$configuration
      mkdir -p "$folder"
      for library in "$PWD/.arrow/$arrow_version"/lib*.so.*; do
        link=$folder/${library##*/}
        [ "$link" -ef "$library" ] || ln -sfnr "$library" "$link"
      done
    done
  done
}

# set_up_arrow SCRATCH-PATH...
set_up_arrow() {
  if [ "$(cat "$stamp" 2>/dev/null)" != "$arrow_version $wheel_sha256" ] || [ ! -f "$pkgconfig_file" ]; then
    if system_arrow; then
      [ "$(cat "$stamp" 2>/dev/null)" = system ] && [ -f "$pkgconfig_file" ] && return 0
      write_pkgconfig "Version: $(pkg-config --modversion arrow)" "Requires: arrow, parquet"
      write_stamp system
      return 0
    fi
    [ -n "$wheel_sha256" ] || fail "Arrow C++ $arrow_minimum or later with Parquet is needed: $hint"
    unpack_wheel
  fi
  link_libraries "$@"
}

check_elsewhere() {
  command -v pkg-config >/dev/null || fail "pkg-config is missing. $hint"
  for library in libcrypto openblas yaml-0.1 xlsxwriter; do
    pkg-config --exists "$library" || say "pkg-config does not find $library. $hint"
  done
}

machine=$(uname -m)
wheel_sha256=
case "$(uname -s)" in
Linux)
  case "$machine" in
  x86_64) wheel_sha256=39cb0f2418282c24bea6ceda77b03e5a8f0a5766b63a8bf194d4e2a2c423548c ;;
  aarch64) wheel_sha256=22a96a225de107eb9acd1ad9a818198ca832df2a4c0952412f754a7ed2105a98 ;;
  esac
  hint="install OpenBLAS, LAPACKE, Boost.Math, OpenSSL, libyaml, libxlsxwriter with headers, and Arrow"
  hint="$hint (https://arrow.apache.org/install/)"
  if command -v dpkg-query >/dev/null; then
    # shellcheck disable=SC2086 # a list of words
    install_packages $system_packages
  else
    check_elsewhere
  fi
  ;;
*)
  hint="with Homebrew: brew install pkgconf openblas boost openssl@3 libyaml libxlsxwriter apache-arrow"
  check_elsewhere
  ;;
esac
set_up_arrow "$@"
