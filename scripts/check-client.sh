#!/bin/sh
# Builds and runs a package that uses the library product alone, with no Arrow to be found: proof that `Fidelity` needs
# none.
set -eu
cd "$(dirname "$0")/../Tests/ClientPackage"
PKG_CONFIG_PATH=/nowhere swift run -c release Client
if ldd .build/release/Client | grep -q arrow; then
  echo "the client is linked with Arrow" >&2
  exit 1
fi
