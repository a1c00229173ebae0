#!/usr/bin/env bash
# Formats the Swift sources in place, by .swift-format.
set -euo pipefail
cd "$(dirname "$0")/.."
swift format --in-place --recursive --parallel Package.swift Plugins Sources Tests modules Benchmarks
