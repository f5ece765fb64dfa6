#!/usr/bin/env bash
# Kills a training run with SIGKILL at random moments, resumes it each time, and compares its final weights with those
# of an undisturbed run of the same configuration.
#
#   docs/drills/kill-and-resume.sh KILLS LONGEST-SECONDS [options of agon train ...]
#
# for instance the quickstart, killed ten times, each time within 90 seconds of its start:
#
#   docs/drills/kill-and-resume.sh 10 90
#
# Exit code 0: the digests are equal. 1: they differ, or a run failed.
set -u
agon=$(cd "$(dirname "$0")/../.." && pwd)/agon
kills=$1
longest=$2
shift 2
name=drill-$$

digest() { sed -n 's/.*"final_sha256" *: *"\([0-9a-f]*\)".*/\1/p' "runs/$1/result.json"; }

"$agon" train "$@" --set "agon.run.name=$name-undisturbed" >/dev/null 2>&1 || { echo "the undisturbed run failed"; exit 1; }
echo "undisturbed  $(digest "$name-undisturbed")"

resume=
for kill in $(seq "$kills"); do
    # The launcher replaces itself by the JVM, so this kills the run itself.
    "$agon" train "$@" --set "agon.run.name=$name-killed" $resume >/dev/null 2>&1 &
    pid=$!
    wait=$((RANDOM % longest + 1)).$((RANDOM % 10))
    sleep "$wait"
    if kill -9 "$pid" 2>/dev/null; then
        echo "kill $kill after $wait s"
    else
        echo "kill $kill: the run had already ended after less than $wait s"
    fi
    wait "$pid" 2>/dev/null
    [ -d "runs/$name-killed" ] && resume=--resume
done

"$agon" train "$@" --set "agon.run.name=$name-killed" $resume >/dev/null 2>&1 || { echo "the killed run could not be finished"; exit 1; }
echo "killed       $(digest "$name-killed")"
[ "$(digest "$name-killed")" = "$(digest "$name-undisturbed")" ]
