#!/usr/bin/env bash
# Runs 200 iterations of a small configuration and prints the resident set after 50 and after 200 of them.
#
#   docs/drills/memory.sh [options of agon train ...]
#
# Exit code 0: the second is at most 3 % above the first.
set -u
agon=$(cd "$(dirname "$0")/../.." && pwd)/agon
name=memory-$$
"$agon" train "$@" --set "agon.run.name=$name" --set agon.run.iterations=200 \
    --set agon.rollout.prompts=8 --set agon.rollout.shard-prompts=4 --set agon.rollout.samples=4 \
    --set agon.evaluation.validation-prompts=4 --set agon.evaluation.test-prompts=8 \
    >/dev/null 2>"$name.log" &
pid=$!

# Resident set in KiB once so many iterations are done.
resident_after() {
    until [ "$(cat "runs/$name/metrics.jsonl" 2>/dev/null | wc -l)" -gt "$1" ]; do
        kill -0 "$pid" 2>/dev/null || { echo "the run ended early; see $name.log" >&2; exit 1; }
        sleep 0.2
    done
    awk '/^VmRSS/ { print $2 }' "/proc/$pid/status"
}

early=$(resident_after 50) || exit 1
late=$(resident_after 199) || exit 1
wait "$pid"
echo "resident set after 50 iterations $early KiB, after 199 $late KiB"
[ $((late * 100)) -le $((early * 103)) ]
