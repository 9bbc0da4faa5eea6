#!/usr/bin/env bash
# What it costs to measure a task that does nothing, beside one that nobody listens to and one that a listener without a body hears.
# All contenders of a row share a JVM and take turns.
#
#   benchmarks/metrics.sh [ROUNDS]      default: 9
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
rounds=${1:-9}
build
mkdir -p "$out"
for size in "${sizes[@]}"; do
    for shape in "${shapes[@]}"; do
        say "$shape, $size tasks ..."
        run DagOverhead "$shape" "$size" "$threads" "$rounds" Measured Heard Onedag
    done
done >"$out/metrics.tsv"
report Measured Heard Onedag <"$out/metrics.tsv"
