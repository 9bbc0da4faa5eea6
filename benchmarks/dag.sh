#!/usr/bin/env bash
# What it costs to run a task that does nothing, beside graphs written by hand on ForkJoin and CompletableFuture.
# All contenders of a row share a JVM and take turns.
#
#   benchmarks/dag.sh [ROUNDS]      default: 9
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
rounds=${1:-9}
build
mkdir -p "$out"
for size in "${sizes[@]}"; do
    for shape in "${shapes[@]}"; do
        say "$shape, $size tasks ..."
        run DagOverhead "$shape" "$size" "$threads" "$rounds" Onedag ForkJoin CompletableFuture
    done
done >"$out/dag.tsv"
report Onedag ForkJoin CompletableFuture <"$out/dag.tsv"
