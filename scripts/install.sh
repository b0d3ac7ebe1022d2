#!/bin/sh
# Installs the built command with what it needs to run, its manual page and its completions, or removes them.
# Usage: scripts/install.sh install|uninstall [BUILD-FOLDER]     (default .build/release)
# PREFIX (default /usr/local) is where it will be, DESTDIR a folder to stage it in.
set -eu

cd "$(dirname "$0")/.."
build=${2:-.build/release}
prefix=${PREFIX:-/usr/local}
case $prefix in
  /*) ;;
  *)
    echo "install: PREFIX is an absolute path, and not $prefix" >&2
    exit 64
    ;;
esac
root=${DESTDIR:-}$prefix
# The command lies beside its libraries, which it looks for in its own folder; bin/ has a link to it.
home=$root/lib/fidelity
man=$root/share/man/man1/fidelity.1
bash_completion=$root/share/bash-completion/completions/fidelity
zsh_completion=$root/share/zsh/site-functions/_fidelity
fish_completion=$root/share/fish/vendor_completions.d/fidelity.fish

# Removes what an installation left, and the folders that it alone has.
uninstall() {
  rm -f "$root/bin/fidelity" "$man" "$bash_completion" "$zsh_completion" "$fish_completion"
  rm -rf "$home"
}

# The libraries beside the command in the build folder: Arrow's, where they are not those of the system.
install_libraries() {
  for library in "$build"/libarrow.so.* "$build"/libparquet.so.*; do
    [ -e "$library" ] || continue
    install -m 755 "$library" "$home/$(basename "$library")"
  done
}

install_all() {
  if [ ! -x "$build/fidelity" ]; then
    echo "install: there is no $build/fidelity: run 'make build' first" >&2
    exit 66
  fi
  uninstall
  mkdir -p "$root/bin" "$home" "$(dirname "$man")" "$(dirname "$bash_completion")" "$(dirname "$zsh_completion")" \
    "$(dirname "$fish_completion")"
  install_libraries
  install -m 755 "$build/fidelity" "$home/fidelity"
  ln -s ../lib/fidelity/fidelity "$root/bin/fidelity"
  # From here on it is the installed command that speaks: one that does not run ends the installation.
  command=$root/bin/fidelity
  "$command" reference man >"$man"
  "$command" --generate-completion-script bash >"$bash_completion"
  "$command" --generate-completion-script zsh >"$zsh_completion"
  "$command" --generate-completion-script fish >"$fish_completion"
  chmod 644 "$man" "$bash_completion" "$zsh_completion" "$fish_completion"
  echo "install: $("$command" --version) in $root (bin/fidelity, lib/fidelity, share/man, completions)"
}

case ${1:-} in
  install) install_all ;;
  uninstall) uninstall ;;
  *)
    echo "usage: scripts/install.sh install|uninstall [BUILD-FOLDER]" >&2
    exit 64
    ;;
esac
