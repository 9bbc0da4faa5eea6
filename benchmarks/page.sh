#!/usr/bin/env bash
# Runs all benchmarks and writes docs/benchmarks.md. Takes about twenty minutes on two cores.
#
#   benchmarks/page.sh [ROUNDS]     default: 9
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
rounds=${1:-9}

# folded FILE: the table of medians, and the one of every round out of the way.
folded() {
    sed '/^$/,$d' "$1"
    printf '\n<details><summary>Every round</summary>\n\n'
    sed '1,/^$/d' "$1"
    printf '\n</details>\n'
}

machine() {
    local cpu='an unknown processor'
    if command -v lscpu >/dev/null; then cpu=$(lscpu | sed -n 's/^Model name: *//p' | head -1); fi
    printf '%s, %s cores, %s, %s' "$cpu" "$(nproc)" "$(uname -s)" "$("$java" -version 2>&1 | sed -n 2p)"
}

"$here/dag.sh" "$rounds" >"$scratch/dag"
"$here/peers.sh" "$rounds" >"$scratch/peers"
"$here/startup.sh" "$rounds" >"$scratch/startup"
"$here/memory.sh" >"$scratch/memory"

{
    cat <<MARKDOWN
# Benchmarks

Written by \`benchmarks/page.sh\`, which runs everything below; [benchmarks/README.md](../benchmarks/README.md) says what each part does.
Figures of one run on $(machine). Other work may have gone on beside it, so look at the ratios rather than at the times.

## What a task costs

Microseconds per task that does nothing: plan and attempt without a store, two threads, $rounds paired rounds. The goal is at most twice the
CompletableFuture graph. A graph by hand has no states, rules, retries, timeouts, cancellation or outputs.

### Beside graphs written by hand, all in one JVM

Each has run for a while before, so what is compared is compiled as well as it will ever be.

$(folded "$scratch/dag")
MARKDOWN
    if [ -s "$scratch/peers" ]; then
        cat <<MARKDOWN

### Beside graphs that others wrote, each in a JVM of its own

$(folded "$scratch/peers")
MARKDOWN
    fi
    cat <<MARKDOWN

## How commands start

Milliseconds from start to end as \`./onedag\` runs them, with its class-data archive, beside a bare JVM that prints a line.

\`\`\`text
$(<"$scratch/startup")
\`\`\`

## Memory

\`onedag run\` of layered \`noop\` tasks in YAML, layers of 100 and three random needs each, on record in the embedded store.

$(<"$scratch/memory")
MARKDOWN
} >"$root/docs/benchmarks.md"
say "Wrote docs/benchmarks.md"
