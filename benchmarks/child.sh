#!/usr/bin/env bash
# How long a cold child takes for a task that does nothing, from start to end, on record in PostgreSQL: beside a bare JVM that opens the
# same connection and makes the same writes. Both with the class data that the JDK brings; the child once more with the archive of
# `onedag prepare`. The bare JVM has PostgreSQL's driver alone on its class path, and reads nothing.
# Every round times each of them once, one after the other, the first one in turn; a ratio is taken within its round, and the median of
# the ratios counts.
#
#   DATABASE_URL=postgresql://user@host:port/database benchmarks/child.sh [ROUNDS]      default: 9
#
# It works in a schema of its own, onedag_benchmark, which it leaves there.
#
#   ONEDAG_JAR   the runnable jar, instead of the one that ./onedag builds
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$here")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
rounds=${1:-9}
: "${DATABASE_URL:?names the PostgreSQL to write to: postgresql://user:password@host:port/database}"
export DATABASE_URL ONEDAG_SCHEMA=onedag_benchmark
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

jar=${ONEDAG_JAR:-}
if [ -z "$jar" ]; then
    "$root/onedag" --version >&2
    jar=$root/etl-cli/target/onedag.jar
fi
cd "$scratch"
cp "$jar" onedag.jar
"$java" -jar onedag.jar store migrate >&2
"$java" -jar onedag.jar prepare --json >prepared.json
archive=$scratch/onedag.jsa

# The driver, in a jar of its own.
mkdir driver && (cd driver && "${java%java}jar" xf ../onedag.jar org/postgresql META-INF/services/java.sql.Driver)
"${java%java}jar" cf driver.jar -C driver org/postgresql
"${java%java}javac" -cp driver.jar -d . "$here/BareChild.java"
jdbc=jdbc:postgresql://${DATABASE_URL#*@}
login=${DATABASE_URL#*://}
login=${login%@*}
jdbc="$jdbc?user=${login%%:*}"
case $login in *:*) jdbc="$jdbc&password=${login#*:}" ;; esac

cat >noop.yaml <<'YAML'
pipeline: noop
tasks: {a: {uses: noop}}
YAML
cat >Definition.java <<'JAVA'
import java.nio.file.*;

public class Definition {
    public static void main(String[] args) throws Exception {
        var pipeline = io.onedag.yaml.YamlPipelines.load(Path.of("noop.yaml"));
        Files.writeString(Path.of("noop.onedag.json"), io.onedag.definition.DefinitionWriter.write(pipeline));
        System.out.print(pipeline.planHash());
    }
}
JAVA
hash=$("$java" -cp onedag.jar Definition.java)
export ONEDAG_DRIVER=airflow ONEDAG_DEFINITION_FILE=noop.onedag.json ONEDAG_PLAN_HASH=$hash ONEDAG_TASK=a ONEDAG_ATTEMPT=1
export ONEDAG_RESULT_FILE=$scratch/result.json

uuid() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }
bare() { "$java" -cp .:driver.jar BareChild "$jdbc" "$ONEDAG_SCHEMA" "$(uuid)"; }
child() { ONEDAG_RUN_KEY=$(uuid) "$java" -cp onedag.jar io.onedag.Child; }
archived() { ONEDAG_RUN_KEY=$(uuid) "$java" -XX:SharedArchiveFile="$archive" -cp onedag.jar io.onedag.Child; }

# micros COMMAND: sets took
micros() {
    local from to
    from=$(date +%s%N)
    "$@" >/dev/null 2>err.log || {
        cat err.log
        exit 1
    }
    to=$(date +%s%N)
    took=$(((to - from) / 1000))
}

# Once each, so that all files are in memory.
bare && child 2>/dev/null && archived 2>/dev/null
contenders=(bare child archived)
printf '%-6s %10s %10s %10s   %8s %8s   %s\n' round 'bare JVM' child archive child archive 'ms, ratios to the bare JVM'
for round in $(seq "$rounds"); do
    for i in 0 1 2; do
        contender=${contenders[$(((round + i) % 3))]}
        micros "$contender"
        printf -v "$contender" %s "$took"
    done
    echo "$round $bare $child $archived" >>samples
    awk -v r="$round" -v b="$bare" -v c="$child" -v a="$archived" \
        'BEGIN { printf "%-6s %10.1f %10.1f %10.1f   %8.2f %8.2f\n", r, b/1000, c/1000, a/1000, c/b, a/b }'
done
median() { sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
printf '\nmedian of the ratios to the bare JVM of the same round\n'
printf '%-10s %5.2f   goal: at most 1.3\n' child "$(awk '{ print $3 / $2 }' samples | median)"
printf '%-10s %5.2f\n' archive "$(awk '{ print $4 / $2 }' samples | median)"
