#!/bin/sh
# The course's bastion, as a loop: git pull, kubectl apply. POSIX sh, for two containers that share the folder $WORK:
#
#   deployer.sh pull     fetches the branch; each commit goes into a folder of its own. Holds the key of the repository.
#   deployer.sh apply    gives each namespace its folder of the last commit. Holds the rights in the cluster.
#   deployer.sh ready    whether what the branch says was pulled and applied, all of it and not long ago.
#
# `once` after the word does it once instead of every $INTERVAL seconds. The environment says the rest:
#
#   REPOSITORY, BRANCH   of the first word
#   NAMESPACES           of the second: `shop=deploy/shop blog=blog`, each namespace with its folder in the repository
#   CREDENTIALS          a folder with `username` and `token`, or with `key` and `known_hosts`; unset for a public one
set -u

work=${WORK:-/work}
# What is older than this says nothing about now: three rounds, and five minutes for a slow one.
patience=$((3 * INTERVAL + 300))

say() {
    printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*"
}

# A whole file or none: the other container may be reading it.
write() {
    cat >"$1.new" && mv "$1.new" "$1"
}

fresh() {
    [ -f "$1" ] && [ $(($(date +%s) - $(cat "$1"))) -le "$patience" ]
}

# --- pull

# Nobody is asked for anything. The token stays in its file: it stands in no command line and no configuration.
with_credentials() {
    export GIT_TERMINAL_PROMPT=0
    if [ -f "${CREDENTIALS:-}/key" ]; then
        export GIT_SSH_COMMAND="ssh -i $CREDENTIALS/key -o IdentitiesOnly=yes -o BatchMode=yes -o ConnectTimeout=20 -o StrictHostKeyChecking=yes -o UserKnownHostsFile=$CREDENTIALS/known_hosts"
    elif [ -f "${CREDENTIALS:-}/token" ]; then
        export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=credential.helper
        export GIT_CONFIG_VALUE_0='!f() { echo "username=$(cat "$CREDENTIALS/username")"; echo "password=$(cat "$CREDENTIALS/token")"; }; f'
    fi
    if [ -f "${CREDENTIALS:-}/ca.crt" ]; then export GIT_SSL_CAINFO="$CREDENTIALS/ca.crt"; fi
}

pull() {
    repository=$work/repository
    [ -d "$repository" ] || git init --quiet --bare "$repository" || return 1
    timeout 300 git --git-dir "$repository" fetch --quiet --depth 1 --no-tags --force "$REPOSITORY" "refs/heads/$BRANCH" || return 1
    commit=$(git --git-dir "$repository" rev-parse FETCH_HEAD) || return 1
    before=$(cat "$work/commit" 2>/dev/null)
    if [ ! -d "$work/commits/$commit" ]; then
        rm -rf "$work/checkout" && mkdir -p "$work/checkout" "$work/commits" || return 1
        # A symbolic link comes out as a file that holds its target: it cannot lead out of the repository.
        git --git-dir "$repository" --work-tree "$work/checkout" -c core.symlinks=false checkout --quiet --force "$commit" -- . || return 1
        mv "$work/checkout" "$work/commits/$commit" || return 1
        say "pulled $commit"
    fi
    echo "$commit" | write "$work/commit"
    date +%s | write "$work/pulled-at"
    # The one before may still be read; what is older is not.
    for old in "$work/commits"/*; do
        case ${old##*/} in "$commit" | "$before") ;; *) rm -rf "$old" ;; esac
    done
}

# --- apply

apply() {
    commit=$(cat "$work/commit" 2>/dev/null) || { say "nothing is pulled yet"; return 1; }
    failed=0
    for pair in $NAMESPACES; do
        deliver "${pair%%=*}" "$work/commits/$commit/${pair#*=}" || failed=1
    done
    [ "$failed" = 0 ] || return 1
    date +%s | write "$work/applied-at"
}

# All of a folder or nothing: what the API server refuses in a rehearsal stops the rest as well. What a commit no longer
# holds is deleted; a folder that holds nothing at all is a mistake, and deletes nothing.
deliver() {
    namespace=$1
    folder=$2
    if [ -f "$folder/kustomization.yaml" ] || [ -f "$folder/kustomization.yml" ] || [ -f "$folder/Kustomization" ]; then
        set -- --kustomize "$folder"
    else
        set -- --recursive --filename "$folder"
    fi
    set -- apply --namespace "$namespace" "$@" --server-side --force-conflicts --field-manager deployer \
        --prune --applyset configmaps/deployer
    export KUBECTL_APPLYSET=true
    if answer=$(kubectl "$@" --dry-run=server 2>&1) && answer=$(kubectl "$@" 2>&1); then
        note Normal Applied "applied $commit"
    else
        note Warning NotApplied "did not apply $commit: $(printf '%s' "$answer" | grep -iE 'error|forbidden|invalid' || printf '%s' "$answer")"
        return 1
    fi
}

# Says how it went in the log, in an Event and in ConfigMap deployer-status of the namespace, each time it is another.
note() {
    message=$(printf '%s' "$3" | tr '\n\t' '  ' | LC_ALL=C tr -cd '\040-\176' | cut -c 1-900)
    last=$work/outcomes/$namespace
    [ "$message" != "$(cat "$last" 2>/dev/null)" ] || return 0
    say "$namespace: $message"
    quoted=$(printf '%s' "$message" | sed 's/\\/\\\\/g; s/"/\\"/g')
    now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    mkdir -p "$work/outcomes" &&
        kubectl apply --namespace "$namespace" --server-side --force-conflicts --field-manager deployer-status --filename - >/dev/null <<STATUS &&
{ "apiVersion": "v1", "kind": "ConfigMap",
  "metadata": { "name": "deployer-status" },
  "data": { "commit": "$commit", "outcome": "$2", "since": "$now", "message": "$quoted" } }
STATUS
        kubectl create --namespace "$namespace" --filename - >/dev/null <<EVENT &&
{ "apiVersion": "v1", "kind": "Event", "type": "$1", "reason": "$2", "message": "$quoted",
  "metadata": { "generateName": "deployer-" }, "firstTimestamp": "$now", "lastTimestamp": "$now", "count": 1,
  "involvedObject": { "apiVersion": "v1", "kind": "ConfigMap", "name": "deployer-status", "namespace": "$namespace" },
  "source": { "component": "deployer" } }
EVENT
        printf '%s' "$message" | write "$last"
}

# --- the words

ready() {
    fresh "$work/pulled-at" && fresh "$work/applied-at" && [ "$(cat "$work/result" 2>/dev/null)" = 0 ]
}

step() {
    case $1 in
        pull) with_credentials && pull ;;
        apply)
            apply
            result=$?
            echo "$result" | write "$work/result"
            return "$result"
            ;;
    esac
}

case ${1:-} in
    ready) ready ;;
    pull | apply)
        [ "${2:-}" != once ] || { step "$1"; exit; }
        # The first process of a container does not end by itself when it is asked to.
        trap 'exit 0' TERM INT
        while :; do
            step "$1" || say "$1 failed, and is tried again in $INTERVAL s"
            sleep "$INTERVAL" &
            wait $!
        done
        ;;
    *)
        echo "usage: deployer.sh pull|apply [once], deployer.sh ready" >&2
        exit 2
        ;;
esac
