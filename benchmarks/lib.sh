# What the scripts beside this file share. Sourced.
#
#   MVN     what builds, instead of ../mvnw
#   JAVA_HOME, or java on the PATH: what is measured

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$here")
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
out=$here/target/samples
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

say() { printf '%s\n' "$*" >&2; }

# Sets classpath, of the benchmarks' own classes.
build() {
    say "Building ..."
    (cd "$root" && ${MVN:-./mvnw} -q -B -Plaunch package -pl benchmarks -am) >&2 || exit
    classpath=$here/target/classes:$(<"$here/target/classpath.txt")
}

# run MAIN ARG...: a program of the benchmarks.
run() { "$java" -Xmx2g -cp "$classpath" "io.onedag.benchmarks.$1" "${@:2}"; }

# report CONTENDER OTHER...: samples to tables.
report() { run Report "$@"; }

shapes=(chain fan layered)
sizes=(10000 100000)
threads=2

# sample ROW ROUND CONTENDER VALUE
sample() { printf '%s\t%s\t%s\t%s\n' "$@"; }
