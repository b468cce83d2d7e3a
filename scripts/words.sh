# How the scripts speak: a step, why one waits, and what to do when it fails. Sourced, not run.
# shellcheck shell=bash
set -euo pipefail
trap 'printf "\nStopped: %s failed at line %s: %s\n" "$0" "$LINENO" "$BASH_COMMAND" >&2' ERR
exec </dev/null # Nothing here ever asks a question.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BIN=${ADIT_BIN:-$ROOT/build/bin}

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s\n' "$*"; }

# stop_with WHAT… : the sentence that says what to do, and the end.
stop_with() {
    printf '\nStopped: %s\n' "$*" >&2
    exit 1
}

# quietly WHY WHAT-TO-DO COMMAND… : runs it, shows a dot every 5 seconds and how long it took; its
# own words only when it fails.
quietly() {
    local why=$1 remedy=$2 log began=$SECONDS child
    shift 2
    log=$(mktemp)
    printf '   %s ' "$why"
    "$@" >"$log" 2>&1 &
    child=$!
    while kill -0 "$child" 2>/dev/null; do
        sleep 0.2
        (( (SECONDS - began) % 5 == 4 )) && [ "${last:-}" != "$SECONDS" ] && { printf '.'; last=$SECONDS; }
    done
    if ! wait "$child"; then
        printf 'failed\n\n'
        tail -n 25 "$log" >&2
        rm -f "$log"
        stop_with "$remedy"
    fi
    rm -f "$log"
    printf '(%s s)\n' "$((SECONDS - began))"
}
