#!/usr/bin/env bash
# Installs what building and running needs and this machine lacks; silent, and without asking apt, when nothing is
# missing. Where it may not install, it says what to type and ends with status 1.
set -euo pipefail

has_header() { compgen -G "/usr/include/$1" >/dev/null || compgen -G "/usr/include/*-linux-*/$1" >/dev/null ||
  compgen -G "/usr/local/include/$1" >/dev/null; }
has_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q "[[:space:]]$1 "; }
# Debian splits ensurepip, which makes a virtual environment usable, from python3.
# The first of these names is the one the sandbox will use.
has_venv() {
  local name
  for name in python3.11 python3; do
    if command -v "$name" >/dev/null; then
      "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
      return
    fi
  done
  return 1
}

missing=()
command -v make >/dev/null || missing+=(make)
command -v git >/dev/null || missing+=(git)
command -v openssl >/dev/null || missing+=(openssl) # makes the certificate of the sandbox's Splunk
has_header sqlite3.h || missing+=(libsqlite3-dev)
has_header expat.h || missing+=(libexpat1-dev)
has_header yaml.h || missing+=(libyaml-dev)
has_header openssl/evp.h || missing+=(libssl-dev)
has_header zlib.h || missing+=(zlib1g-dev)
has_library libcurl.so.4 || missing+=(libcurl4) # loaded at run time, so there is no header to need
[ -e /etc/ssl/certs/ca-certificates.crt ] || missing+=(ca-certificates)
has_venv || missing+=(python3 python3-venv)

if [ ${#missing[@]} -gt 0 ]; then
  install="apt-get install -y --no-install-recommends ${missing[*]}"
  as_root=()
  if [ "$(id -u)" != 0 ]; then
    # Without a terminal nobody can type sudo's password: fail at once instead of hanging.
    if [ -t 0 ]; then as_root=(sudo); else as_root=(sudo -n); fi
    command -v sudo >/dev/null || as_root=(false)
  fi
  echo "installing: ${missing[*]}" >&2
  apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "$@"; }
  if ! command -v apt-get >/dev/null || ! { apt update -qq; apt ${install#apt-get } -qq >/dev/null; }; then
    echo "Missing on this machine: ${missing[*]}. As root, on Debian 12, run:" >&2
    echo "  apt-get update && $install" >&2
    echo "and then the same make command again." >&2
    exit 1
  fi
  if ! has_venv; then
    echo "python3 on PATH is older than 3.11 or cannot make virtual environments: put /usr/bin first on PATH" >&2
    exit 1
  fi
fi

if ! version=$(swift --version 2>/dev/null); then
  echo "Swift 6.3 or later is needed and 'swift' is not on PATH: https://www.swift.org/install/linux/" >&2
  exit 1
fi
[[ $version =~ Swift\ version\ ([0-9]+)\.([0-9]+) ]]
if ((BASH_REMATCH[1] * 100 + BASH_REMATCH[2] < 603)); then
  echo "Swift 6.3 or later is needed, this is ${BASH_REMATCH[0]}: https://www.swift.org/install/linux/" >&2
  exit 1
fi
