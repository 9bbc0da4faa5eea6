#!/usr/bin/env bash
# How long commands take from start to end, beside a bare JVM that prints a line, as ./onedag runs them.
# Every round times each of them once, one after the other; a ratio is taken within its round, and the median of the ratios counts.
#
#   benchmarks/startup.sh [ROUNDS]      default: 9
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
onedag=${ONEDAG:-$(dirname "$here")/onedag}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
rounds=${1:-9}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

cat >Bare.java <<'JAVA'
public class Bare {
    public static void main(String[] args) {
        System.out.println("started");
    }
}
JAVA
"${java}c" -d . Bare.java
cat >pipeline.yaml <<'YAML'
pipeline: nightly
params: {day: {type: date, default: "2026-01-01"}}
schedule: {cron: "5 0 * * *", timezone: UTC}
tasks:
  list:   {uses: noop}
  fetch:  {uses: shell, needs: [list], with: {command: [echo, "${params.day}"]}}
  report: {uses: noop, needs: [fetch], when: all_done}
YAML
"$onedag" run pipeline.yaml >run.log 2>&1 || { cat run.log; exit 1; }

# millis COMMAND...: sets took
millis() {
    local from to
    from=$(date +%s%N)
    "$@" >/dev/null 2>err.log || { cat err.log; exit 1; }
    to=$(date +%s%N)
    took=$(((to - from) / 1000))
}

printf '%-6s %10s %10s %10s %10s   %s\n' round 'bare JVM' --help validate runs 'ms'
for round in $(seq "$rounds"); do
    millis "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp . Bare && bare=$took
    millis "$onedag" --help && help=$took
    millis "$onedag" validate pipeline.yaml && validate=$took
    millis "$onedag" runs && runs=$took
    echo "$round $bare $help $validate $runs" >>samples
    awk -v r="$round" -v b="$bare" -v h="$help" -v v="$validate" -v l="$runs" \
        'BEGIN { printf "%-6s %10.1f %10.1f %10.1f %10.1f\n", r, b/1000, h/1000, v/1000, l/1000 }'
done
median() { sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
printf '\nmedian of the ratios to the bare JVM of the same round\n'
for column in '3 --help 5' '4 validate 8' '5 runs 10'; do
    read -r field name goal <<<"$column"
    ratio=$(awk -v f="$field" '{ print $f / $2 }' samples | median)
    printf '%-10s %5.2f   goal: at most %s\n' "$name" "$ratio" "$goal"
done
