#!/usr/bin/env bash
# Makes the release archives of the host and of every module for this platform, and an install script, in dist/. Swift's
# own libraries are linked in, symbols are left out; SQLite, Expat, zlib and libcurl are the system's.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh
scratch=.build-dist
build=(swift build --configuration release --scratch-path "$scratch" --static-swift-stdlib -Xlinker -s)
# Files that came to or went from iac/ are seen by a build that plans anew.
"${build[@]}" --disable-build-manifest-caching
bin=$("${build[@]}" --show-bin-path)

host=$bin/daivi-host
version=$("$host" --version)
platform=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
rm -rf dist
mkdir -p dist

name=daivi-host-$version
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
mkdir -p "$stage/$name/completions"
install -m 755 "$host" "$stage/$name/daivi-host"
install -m 644 LICENSE README.md CHANGELOG.md "$stage/$name/"
for shell in bash zsh fish; do
  "$host" --generate-completion-script "$shell" >"$stage/$name/completions/daivi-host.$shell"
done
# Sorted, without times and owners: the same files give the same bytes.
tar -C "$stage" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r,go-w -cf - "$name" |
  gzip -9n >"dist/$name-$platform.tar.gz"

for source in modules/*/Sources; do
  module=$(basename "$(dirname "$source")")
  words=()
  [ ! -e "modules/$module/CHANGELOG.md" ] || words=(--changelog "modules/$module/CHANGELOG.md")
  "$bin/daivi-pack" pack "$bin/daivi-$module" --into dist ${words[@]+"${words[@]}"} >/dev/null
done
install -m 755 scripts/install.sh dist/install.sh
(cd dist && sha256sum -- *.tar.gz *.release.json install.sh >SHA256SUMS)

# What it weighs: the whole set unpacked, and the largest archive of a module.
unpacked=0 largest=0
for archive in dist/*.tar.gz; do
  unpacked=$((unpacked + $(gzip -dc "$archive" | wc -c)))
  case $archive in
  dist/daivi-host-*) ;;
  *) size=$(stat -c %s "$archive") && { [ "$size" -le "$largest" ] || largest=$size; } ;;
  esac
done
echo "dist/: $(ls dist/*.tar.gz | wc -l) archives, $((unpacked / 1000000)) MB unpacked, largest module $((largest / 1000000)) MB"
echo "install: dist/install.sh --prefix \$HOME/.local"
[ "$unpacked" -lt 400000000 ] || { echo "over 400 MB unpacked" >&2; exit 1; }
[ "$largest" -lt 20000000 ] || { echo "a module is over 20 MB" >&2; exit 1; }
