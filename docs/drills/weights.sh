#!/bin/sh
# A gigabyte of weights from one process to three at once, over loopback, while the four are a cluster:
#   docs/drills/weights.sh [BYTES [DIRECTORY]]
# Prints MB/s of each, and how often the failure detector suspected somebody.
set -eu
bytes=${1:-1000000000}
directory=$(mktemp -d "${2:-/tmp}/agon-weights-XXXXXX")
trap 'rm -rf "$directory"' EXIT
cd "$(dirname "$0")/../.."
classpath="$directory/classpath"
mvn -q -B -pl actors -am test-compile dependency:build-classpath -Dmdep.outputFile="$classpath" -Dmdep.includeScope=test >/dev/null
libraries=$(cat "$classpath")
run() {
    java -XX:+UseG1GC -Xmx512m -cp "actors/target/test-classes:actors/target/classes:$libraries" \
        -Dlogback.configurationFile=.mvn/logback-test.xml dev.agon.actors.cluster.WeightsDrill "$1" 7391 7392 "$directory" "$bytes"
}
run 0 &
for taker in 1 2 3; do run $taker & done
wait
