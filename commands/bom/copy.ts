/**
 * The script that copies images and charts to a mirror. It needs crane or skopeo, Helm and, for manifest bundles, curl;
 * credentials are those that these tools have. What is there already is not copied again, so it may be stopped and run
 * again at any time; one copy that fails does not stop the others.
 *
 * @see https://github.com/google/go-containerregistry/blob/main/cmd/crane/doc/crane.md
 * @see https://github.com/containers/skopeo
 */
export function copyScript(mirror: string, images: readonly string[], packages: readonly string[]): string {
    return `#!/bin/sh
# Copies all that samestack needs to ${mirror}; written by npm run bom.
#   ./copy.sh          copies what is not there yet
#   ./copy.sh --check  copies nothing, says what is not there, and ends with 1 if anything is
set -eu
mirror='${mirror}'
check=\${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
there=0 copied=0 lacking=0

if command -v crane >/dev/null 2>&1; then
    digest() { crane digest "$1" 2>/dev/null; }
    copy() { crane copy "$1" "$2"; }
elif command -v skopeo >/dev/null 2>&1; then
    digest() { skopeo inspect --no-tags --format '{{.Digest}}' "docker://$1" 2>/dev/null; }
    copy() { skopeo copy --all --preserve-digests "docker://$1" "docker://$2"; }
else
    echo "copy.sh needs crane or skopeo" >&2
    exit 2
fi
command -v helm >/dev/null 2>&1 || { echo "copy.sh needs helm" >&2; exit 2; }

present() { there=$((there + 1)); }
done_with() { copied=$((copied + 1)); echo "copied  $1"; }
lacks() { lacking=$((lacking + 1)); echo "lacking $1" >&2; }

# image <from> <to, in the mirror>
image() {
    to="$mirror/$2"
    had=$(digest "$to" || true)
    case $1 in
        *@*) wanted=\${1#*@} ;;
        # To see that something is there needs no internet.
        *) if [ "$check" = --check ]; then wanted=$had; else wanted=$(digest "$1" || true); fi ;;
    esac
    if [ -n "$had" ] && [ "$had" = "$wanted" ]; then present
    elif [ "$check" = --check ]; then lacks "$to"
    elif copy "$1" "$to"; then done_with "$to"
    else lacks "$to"
    fi
}

# offered <name> <version>: whether the mirror has the chart
offered() { helm show chart "oci://$mirror/charts/$1" --version "$2" >/dev/null 2>&1; }

# push <name> <version> <archive>
push() {
    if helm push "$3" "oci://$mirror/charts"; then done_with "charts/$1:$2"; else lacks "charts/$1:$2"; fi
}

# chart <name> <version> <words for helm pull…>
chart() {
    name=$1 version=$2
    shift 2
    if offered "$name" "$version"; then present; return; fi
    if [ "$check" = --check ]; then lacks "charts/$name:$version"; return; fi
    mkdir -p "$work/$name"
    if helm pull "$@" --version "$version" --destination "$work/$name"; then push "$name" "$version" "$work/$name"/*.tgz
    else lacks "charts/$name:$version"
    fi
}

# manifest <name> <version> <url>: a chart of it, for an OCI mirror holds charts only
manifest() {
    version=\${2#v}
    if offered "$1" "$version"; then present; return; fi
    if [ "$check" = --check ]; then lacks "charts/$1:$version"; return; fi
    # In crds, where Helm takes texts as they are and not as templates.
    mkdir -p "$work/$1/crds"
    printf 'apiVersion: v2\\nname: %s\\nversion: %s\\n' "$1" "$version" >"$work/$1/Chart.yaml"
    if curl -fsSL -o "$work/$1/crds/$1.yaml" "$3" && helm package "$work/$1" --destination "$work/$1-packed" >/dev/null
    then push "$1" "$version" "$work/$1-packed"/*.tgz
    else lacks "charts/$1:$version"
    fi
}

${[...images, ...packages].join("\n")}

echo "$there there, $copied copied, $lacking lacking"
[ "$lacking" -eq 0 ]
`;
}
