#!/usr/bin/env bash
# As dag.sh, but beside graphs that others wrote: the peers in ../shared/bench/peers, where that folder is there. It is copied, and
# the copy is built. Each run has a JVM of its own, as the peers have it; the contenders of a row take turns.
#
#   benchmarks/peers.sh [ROUNDS]    default: 9
#   PEERS                           where the peers are
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
rounds=${1:-9}
peers=${PEERS:-$root/../shared/bench/peers}
if [ ! -d "$peers" ]; then
    say "There is no $peers: nothing to compare with. (PEERS names another folder.)"
    exit 0
fi
build
say "Building the peers ..."
cp -R "$peers" "$scratch/peers"
(cd "$root" && ${MVN:-./mvnw} -q -B -f "$scratch/peers/pom.xml" package -pl common,dag) >&2
theirs=$scratch/peers/dag/target/classes:$(<"$scratch/peers/dag/target/cp.txt")

# peer ENGINE SHAPE TASKS: microseconds per task, the median of five runs after a warm-up.
peer() {
    local warm=5
    [ "$3" -gt 10000 ] || warm=60
    "$java" -Xmx2g -Dorg.slf4j.simpleLogger.defaultLogLevel=error -Dengine="$1" -Dshape="$2" -Dn="$3" -Dthreads="$threads" -Dwarm=$warm \
        -Dreps=5 -cp "$theirs" bench.DagMain | awk '$2 == "run" { print $3 }'
}

mkdir -p "$out"
for ((round = 1; round <= rounds; round++)); do
    say "round $round of $rounds ..."
    for size in "${sizes[@]}"; do
        for shape in "${shapes[@]}"; do
            row="$shape ${size%000},000"
            sample "$row" "$round" ForkJoin "$(peer fjp "$shape" "$size")"
            sample "$row" "$round" Onedag "$(run DagOverhead "$shape" "$size" "$threads" 1 Onedag | cut -f 4)"
            sample "$row" "$round" CompletableFuture "$(peer cf "$shape" "$size")"
        done
    done
done >"$out/peers.tsv"
report Onedag ForkJoin CompletableFuture <"$out/peers.tsv"
