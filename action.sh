#!/usr/bin/env bash
# The scan step of action.yml: finds out what the event brings, fetches what the checkout lacks of it, scans and reports. All input
# comes in variables that action.yml sets, never in the text of this script. Written for bash 3.2, which macOS has.
set -uo pipefail

zero=0000000000000000000000000000000000000000
sluice=${SLUICE:?the program to run}
repository=${INPUT_PATH:-.}
absolute=$(cd -- "$repository" 2>/dev/null && pwd) && repository=$absolute # it is named from other folders, too
temporary=${RUNNER_TEMP:-${TMPDIR:-/tmp}}
sarif=${INPUT_SARIF:-$temporary/sluice.sarif}
report=${INPUT_REPORT:-$temporary/sluice.json}
remote=origin

say() { printf 'sluice action: %s\n' "$*" >&2; }

# in_repository runs git there, also where a container runs as somebody else than who owns the checkout.
in_repository() { git -C "$repository" -c safe.directory="$repository" "$@"; }

# has COMMIT: the checkout has it.
has() { [ -n "$1" ] && in_repository cat-file -e "$1^{commit}" 2>/dev/null; }

# branch NAME prints what a branch of the remote is called here, if the checkout has it or can fetch it.
branch() {
    local name="refs/remotes/$remote/$1"
    [ -n "$1" ] || return 1
    has "$name" || in_repository fetch --quiet --no-tags "$remote" "+refs/heads/$1:$name" 2>/dev/null
    has "$name" && printf '%s\n' "$name"
}

# obtain COMMIT: it is here, or is fetched by its name.
obtain() {
    has "$1" && return
    in_repository fetch --quiet --no-tags -- "$remote" "$1" 2>/dev/null
    has "$1"
}

shallow() { [ "$(in_repository rev-parse --is-shallow-repository 2>/dev/null)" = true ]; }

# joined BASE HEAD: both have a commit in common, and history ends at no commit between them.
joined() {
    in_repository merge-base "$1" "$2" >/dev/null 2>&1 || return
    local ends
    ends=$(cd "$repository" && cat "$(in_repository rev-parse --git-path shallow)" 2>/dev/null)
    [ -z "$ends" ] || ! in_repository rev-list "$1..$2" | grep -xF "$ends" >/dev/null # -q would end rev-list early, which fails
}

# deepen BASE HEAD fetches history until the two are joined; in the end all of it.
deepen() {
    local by
    for by in 50 500; do
        shallow && ! joined "$1" "$2" || return 0
        in_repository fetch --quiet --no-tags --deepen="$by" -- "$remote" "$1" "$2" 2>/dev/null || break
    done
    shallow && ! joined "$1" "$2" || return 0
    in_repository fetch --quiet --no-tags --unshallow "$remote" 2>/dev/null
}

# between BASE HEAD sets range to what HEAD has and BASE has not. What cannot be fetched is said; then the whole history is scanned,
# and sluice says what that lacks.
between() {
    if ! obtain "$2"; then
        say "the checkout lacks commit $2 and it could not be fetched: scanning the whole history of the checkout"
        return
    fi
    if ! obtain "$1"; then
        say "commit $1 could not be fetched: scanning all that leads to $2"
        range=$2
        return
    fi
    deepen "$1" "$2"
    range="$1..$2"
}

# pushed sets range to what a push brings.
pushed() {
    local before=${EVENT_BEFORE:-$zero} after=${EVENT_AFTER:-${GITHUB_SHA:-}} known
    if [ "$after" = "$zero" ]; then
        say "a deleted ref brings nothing"
        nothing=yes
        return
    fi
    if [ "$before" != "$zero" ] && obtain "$before"; then
        between "$before" "$after" # also after a forced push: what the old commits had is known
        return
    fi
    [ "$before" = "$zero" ] || say "commit $before, from before the push, is gone: comparing with the default branch"
    if [ "${GITHUB_REF:-}" != "refs/heads/${DEFAULT_BRANCH:-}" ] && known=$(branch "${DEFAULT_BRANCH:-}"); then
        between "$(in_repository rev-parse "$known")" "$after" # a new branch or a tag
        return
    fi
    complete
    obtain "$after" && range=$after
}

# complete fetches the whole history, if the checkout lacks some.
complete() {
    shallow || return 0
    in_repository fetch --quiet --unshallow --tags "$remote" "+refs/heads/*:refs/remotes/$remote/*" 2>/dev/null ||
        say "the checkout is shallow and the rest of its history could not be fetched: use fetch-depth: 0 with actions/checkout"
}

# base_of BASE HEAD prints what a pull request is compared with: its base branch as it is now, for the event may name an older commit of it
# than the request has merged since; but that commit where the request was merged already.
base_of() {
    local now="refs/remotes/$remote/${PULL_BASE_REF:-}"
    if [ -z "${PULL_BASE_REF:-}" ] || ! in_repository fetch --quiet --no-tags "$remote" "+refs/heads/$PULL_BASE_REF:$now" 2>/dev/null; then
        printf '%s\n' "$1"
        return
    fi
    now=$(in_repository rev-parse "$now")
    obtain "$2" && deepen "$now" "$2"
    if in_repository merge-base --is-ancestor "$2" "$now" 2>/dev/null; then now=$1; fi
    printf '%s\n' "$now"
}

# trust_base BASE: a request does not allow its own findings, not even where its base could not be fetched.
trust_base() {
    if obtain "$1"; then
        trust=$1
        return
    fi
    trust=$(branch "${DEFAULT_BRANCH:-}") || say "neither the base nor the default branch could be fetched: what the request itself allows counts"
}

# choose sets what is scanned, range, or nothing=yes, or neither for the whole history, and what is trusted.
choose() {
    range='' nothing='' trust=''
    local base='' head=''
    case "${GITHUB_EVENT_NAME:-}" in
    pull_request | pull_request_target) head=${PULL_HEAD:-} base=$(base_of "${PULL_BASE:-}" "${PULL_HEAD:-}") ;;
    merge_group) head=${GROUP_HEAD:-} base=${GROUP_BASE:-} ;;
    esac
    case "${INPUT_SCAN:-auto}" in
    history) complete ;;
    auto) brought "$base" "$head" ;;
    *) range=$INPUT_SCAN ;;
    esac
    case "${GITHUB_EVENT_NAME:-}" in
    pull_request | pull_request_target | merge_group) trust_base "$base" ;;
    esac
}

# brought BASE HEAD sets range or nothing to what the event brings.
brought() {
    case "${GITHUB_EVENT_NAME:-}" in
    push) pushed ;;
    pull_request | pull_request_target | merge_group) between "$1" "$2" ;;
    *) complete ;;
    esac
}

# output NAME VALUE: one line, whatever the value is; another would be an output of its own.
output() { printf '%s=%s\n' "$1" "$(printf '%s' "$2" | tr '\r\n' '  ')" >>"${GITHUB_OUTPUT:-/dev/null}"; }

# uploadable: there is a report, and a token that can upload it, which a pull request from a fork has not; annotations and summary need
# none. Of a scan that did not come to write one nothing is uploaded: an empty one would close the alerts of those before it.
uploadable() {
    [ -n "$sarif" ] || return
    [ "${PULL_FORK:-false}" != true ] || [ "${GITHUB_EVENT_NAME:-}" = pull_request_target ]
}

scan() {
    set -- git --format sarif --output "$sarif" --format json --output "$report" --format github --progress never
    [ -z "$range" ] || set -- "$@" --range "$range"
    [ -z "$trust" ] || set -- "$@" --trust "$trust"
    [ -z "${INPUT_MIN_CONFIDENCE:-}" ] || set -- "$@" --min-confidence "$INPUT_MIN_CONFIDENCE"
    [ -z "${INPUT_FAIL_ON:-}" ] || set -- "$@" --fail-on "$INPUT_FAIL_ON"
    [ -z "${INPUT_CONFIG:-}" ] || set -- "$@" --config "$INPUT_CONFIG"
    [ -z "${INPUT_BASELINE:-}" ] || set -- "$@" --baseline "$INPUT_BASELINE"
    "$sluice" "$@" -- "$repository"
}

# place FILE prints where it lies, whichever way there it was named by.
place() {
    local folder
    folder=$(dirname -- "$1")
    printf '%s/%s\n' "$(cd -- "$folder" 2>/dev/null && pwd -P || printf '%s' "$folder")" "$(basename -- "$1")"
}

# apart says which inputs name the same file, and fails if any do: one of them would be lost.
apart() {
    local inputs=(sarif report config baseline) one other code=0
    local files=("$sarif" "$report" "${INPUT_CONFIG:-}" "${INPUT_BASELINE:-}")
    for one in 0 1; do
        for ((other = one + 1; other < 4; other++)); do
            [ -n "${files[other]}" ] && [ "$(place "${files[one]}")" = "$(place "${files[other]}")" ] || continue
            say "the inputs ${inputs[one]} and ${inputs[other]} name the same file: give each a file of its own"
            code=2
        done
    done
    return "$code"
}

main() {
    local code=0 findings=0
    if ! apart; then
        output exit-code 2
        output findings 0
        output can-upload false
        return 2
    fi
    rm -f "$sarif" "$report"
    choose
    if [ -z "$nothing" ]; then
        say "scanning ${range:-the whole history}"
        scan || code=$?
    fi
    [ -f "$sarif" ] || sarif=''
    [ -f "$report" ] || report=''
    [ -z "$report" ] || findings=$(grep -cE '^      "status": "(new|suppressed_in_change)"' "$report")
    output exit-code "$code"
    output findings "$findings"
    output sarif "$sarif"
    output report "$report"
    output range "$range"
    if uploadable; then output can-upload true; else output can-upload false; fi
    return "$code"
}

main
