#!/bin/sh
# Installs DAIVI's host and modules from the archives beside this script, or removes them again.
#
#   install.sh [--prefix DIRECTORY] [--remove]
#
# PREFIX/lib/daivi gets the executables, PREFIX/bin links to them, PREFIX/share the completions of bash, zsh and fish. The
# prefix is /usr/local for root and ~/.local for others unless it is named.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" = 0 ]; then prefix=/usr/local; else prefix=$HOME/.local; fi
remove=no
while [ $# -gt 0 ]; do
  case $1 in
  --prefix)
    [ $# -ge 2 ] || { echo "install.sh: --prefix needs a directory" >&2; exit 2; }
    prefix=$2
    shift
    ;;
  --remove) remove=yes ;;
  *)
    echo "usage: install.sh [--prefix DIRECTORY] [--remove]" >&2
    exit 2
    ;;
  esac
  shift
done
lib=$prefix/lib/daivi

# Links of ours only: somebody else's file of that name stays.
unlink_all() {
  for link in "$prefix"/bin/daivi-*; do
    [ -L "$link" ] || continue
    case $(readlink "$link") in ../lib/daivi/*) rm "$link" ;; esac
  done
  rm -f "$prefix/share/bash-completion/completions/daivi-host" "$prefix/share/zsh/site-functions/_daivi-host" \
    "$prefix/share/fish/vendor_completions.d/daivi-host.fish"
}

if [ "$remove" = yes ]; then
  unlink_all
  rm -rf "$lib"
  echo "removed from $prefix"
  exit 0
fi

(cd "$here" && sha256sum --quiet -c SHA256SUMS) || { echo "install.sh: the archives are damaged; fetch them again" >&2; exit 1; }
platform=$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m)
set -- "$here"/daivi-host-*-"$platform".tar.gz
[ -e "$1" ] || { echo "install.sh: there is no build for $platform here" >&2; exit 1; }

# Everything is unpacked beside the old before that goes.
new=$lib.new.$$
trap 'rm -rf "$new"' EXIT
mkdir -p "$new" "$prefix/bin"
for archive in "$here"/daivi-*-"$platform".tar.gz "$here"/daivi-*-any.tar.gz; do
  [ -e "$archive" ] || continue
  case $archive in
  "$here"/daivi-host-*) tar -xzf "$archive" -C "$new" --strip-components=1 ;;
  # Of a module only its executable: manifest and checksums are for modules install.
  *) tar -xzf "$archive" -C "$new" --strip-components=1 --wildcards '*/daivi-*' ;;
  esac
done
unlink_all
rm -rf "$lib"
mv "$new" "$lib"
for binary in "$lib"/daivi-*; do
  link=$prefix/bin/$(basename "$binary")
  if [ -e "$link" ] || [ -L "$link" ]; then
    echo "install.sh: $link is not ours and stays" >&2
  else
    ln -s "../lib/daivi/$(basename "$binary")" "$link"
  fi
done
completion() {
  mkdir -p "$(dirname "$2")"
  cp "$lib/completions/$1" "$2"
}
completion daivi-host.bash "$prefix/share/bash-completion/completions/daivi-host"
completion daivi-host.zsh "$prefix/share/zsh/site-functions/_daivi-host"
completion daivi-host.fish "$prefix/share/fish/vendor_completions.d/daivi-host.fish"
echo "installed in $prefix; $(ls "$lib" | grep -c '^daivi-') executables, $(du -sm "$lib" | cut -f1) MB"
case :$PATH: in *:"$prefix/bin":*) ;; *) echo "add $prefix/bin to PATH" ;; esac
