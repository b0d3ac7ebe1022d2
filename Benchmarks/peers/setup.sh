#!/bin/sh
# Installs what the rivals need: R with data.table, psych, lme4, estimatr and survival from Debian, the Python packages
# into .venv/, .venv-irrcac/ and .venv-lifelines/ beside this script.
# Quick when nothing is missing.
set -eu

cd "$(dirname "$0")"

say() { echo "peers: $*" >&2; }
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
    fail "neither root nor sudo to install Debian packages. Ask for: apt-get install $missing"
  fi
}

install_packages() {
  missing=$*
  [ -n "$missing" ] || return 0
  say "installing $missing"
  as_root apt-get update -qq
  # shellcheck disable=SC2086 # a list of words
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

missing=
command -v python3 >/dev/null || missing="$missing python3"
python3 -c 'import ensurepip, venv' 2>/dev/null || missing="$missing python3-venv"
command -v Rscript >/dev/null || missing="$missing r-base-core"
for package in data.table psych lme4 estimatr survival; do
  Rscript -e "library($package)" >/dev/null 2>&1 || missing="$missing r-cran-$package"
done
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null || fail "missing, and there is no apt-get here:$missing"
  # shellcheck disable=SC2086 # a list of words
  install_packages $missing
fi

# install_environment FOLDER REQUIREMENTS
install_environment() {
  cmp -s "$2" "$1/requirements.installed" && return 0
  say "installing the packages of $2 into $1"
  [ -x "$1/bin/python" ] || python3 -m venv "$1"
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --requirement "$2" ||
    fail "could not install the packages of $2 from PyPI: is there a network?"
  cp "$2" "$1/requirements.installed"
}
install_environment .venv requirements.txt
install_environment .venv-irrcac requirements-irrcac.txt
install_environment .venv-lifelines requirements-lifelines.txt
