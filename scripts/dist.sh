#!/usr/bin/env bash
# Makes the release archives of the host and of every module for this platform, and an install script, in dist/. Symbols are
# left out, and Swift's own libraries lie in lib/ beside each executable, which finds them there wherever it is put: linked in
# they would weigh three times as much, since an installed set has them once. SQLite, Expat, libyaml,
# zlib, libcrypto and libcurl are the system's.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/prerequisites.sh
scratch=.build-dist
# shellcheck disable=SC2016 # the linker's word, not the shell's
build=(swift build --manifest-cache none --configuration release --scratch-path "$scratch" -Xlinker -s -Xlinker -rpath -Xlinker '$ORIGIN/lib')
# Files that came to or went from iac/ are seen by a build that plans anew.
"${build[@]}" --disable-build-manifest-caching
bin=$("${build[@]}" --show-bin-path)

host=$bin/daivi-host
version=$("$host" --version)
platform=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
swift=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
rm -rf dist
mkdir -p dist
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT

# libraries EXECUTABLE DIRECTORY: copies what it needs of the toolchain's libraries.
libraries() {
  mkdir -p "$2"
  ldd "$1" | awk '{print $3}' | while read -r library; do
    case $library in "$swift"/*) install -m 644 "$(readlink -f "$library")" "$2/$(basename "$library")" ;; esac
  done
}

name=daivi-host-$version
mkdir -p "$stage/$name/completions"
install -m 755 "$host" "$stage/$name/daivi-host"
libraries "$host" "$stage/$name/lib"
install -m 644 LICENSE README.md CHANGELOG.md "$stage/$name/"
for shell in bash zsh fish; do
  "$host" --generate-completion-script "$shell" >"$stage/$name/completions/daivi-host.$shell"
done

for source in modules/*/Sources; do
  module=$(basename "$(dirname "$source")")
  install -D -m 755 "$bin/daivi-$module" "$stage/modules/$module/daivi-$module"
  libraries "$bin/daivi-$module" "$stage/modules/$module/lib"
  # The host's archive has the libraries of the whole set.
  cp "$stage/modules/$module/lib/"* "$stage/$name/lib/"
  words=()
  [ ! -e "modules/$module/CHANGELOG.md" ] || words=(--changelog "modules/$module/CHANGELOG.md")
  "$bin/daivi-pack" pack "$stage/modules/$module" --into dist --platform "$platform" ${words[@]+"${words[@]}"} >/dev/null
done
# Sorted, without times and owners: the same files give the same bytes.
tar -C "$stage" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=u+rw,go+r,go-w -cf - "$name" |
  gzip -9n >"dist/$name-$platform.tar.gz"
install -m 755 scripts/install.sh dist/install.sh
(cd dist && sha256sum -- *.tar.gz *.release.json install.sh >SHA256SUMS)

# What it weighs: the whole set as it is installed, and the largest archive of a module.
HOME=$stage dist/install.sh --prefix "$stage/prefix" >/dev/null
installed=$(du -sb "$stage/prefix" | cut -f1)
largest=$(find dist -name '*.tar.gz' -not -name 'daivi-host-*' -printf '%s\n' | sort -n | tail -1)
echo "dist/: $(find dist -name '*.tar.gz' | wc -l) archives, $((installed / 1000000)) MB installed, largest module $((largest / 1000000)) MB"
echo "install: dist/install.sh --prefix \$HOME/.local"
[ "$installed" -lt 400000000 ] || { echo "over 400 MB installed" >&2; exit 1; }
[ "$largest" -lt 20000000 ] || { echo "a module is over 20 MB" >&2; exit 1; }
