#!/usr/bin/env bash
# Runs a pipeline of many tasks, read from YAML and on record in the embedded store, within a small heap.
#
#   benchmarks/memory.sh [TASKS [HEAP]]     default: 10000 256m
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
tasks=${1:-10000}
heap=${2:-256m}
onedag=${ONEDAG:-$root/onedag}
cd "$scratch"

# Layers of 100; each task needs three of the layer before, at random, the same ones every time.
awk -v tasks="$tasks" '
    BEGIN {
        srand(1)
        print "pipeline: layers\ntasks:"
        for (task = 0; task < tasks; task++) {
            printf "  t%d: {uses: noop", task
            before = (int(task / 100) - 1) * 100
            if (before >= 0) {
                split("", chosen)
                separator = ", needs: ["
                for (found = 0; found < 3;) {
                    need = before + int(rand() * 100)
                    if (!(need in chosen)) {
                        chosen[need] = 1
                        found++
                        printf "%st%d", separator, need
                        separator = ", "
                    }
                }
                printf "]"
            }
            print "}"
        }
    }' >layers.yaml
"$onedag" --version >&2 # builds, where nothing is built yet

from=$(date +%s%N)
ONEDAG_JAVA_OPTS="-Xmx$heap -Xlog:gc:file=gc.log" "$onedag" run layers.yaml --json >run.json 2>run.log || { tail -20 run.log >&2; exit 1; }
to=$(date +%s%N)
succeeded=$(grep -o '"state" *: *"SUCCEEDED"' run.json | wc -l)
[ "$succeeded" -eq $((tasks + 1)) ] || { say "$succeeded of $tasks tasks and the run succeeded"; exit 1; }

# A line of the log ends in: Pause Young (Allocation Failure) 85M->23M(247M) 21.344ms
most=$(sed -n 's/.*->\([0-9]*\)M(.*/\1/p' gc.log | sort -n | tail -1)
printf '| tasks | heap at most | seconds from start to end | most in use after a collection |\n|--:|--:|--:|--:|\n'
awk -v tasks="$tasks" -v heap="$heap" -v from="$from" -v to="$to" -v most="${most:-?}" \
    'BEGIN { printf "| %d | %s | %.1f | %s MiB |\n", tasks, heap, (to - from) / 1e9, most }'
