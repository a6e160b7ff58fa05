# The container images. Each carries a digest of its inputs as a label and is built again only when that changes.

readonly IMAGES=deploy/images
readonly DEBIAN=bascule/debian:trixie
readonly LABEL=io.bascule.inputs
readonly PULL_SECONDS=20

# with_tag NAME[:TAG]: the image's whole name; the tag is dev where there is none.
with_tag() { [[ $1 == *:* ]] && printf 'bascule/%s' "$1" || printf 'bascule/%s:dev' "$1"; }

image_digest() { docker image inspect --format "{{index .Config.Labels \"$LABEL\"}}" "$(with_tag "$1")" 2>/dev/null || true; }

# build_image NAME[:TAG] DIGEST CONTEXT [DOCKERFILE_DIRECTORY [OPTION...]]
build_image() {
  local name=$1 digest=$2 context=$3 dockerfile=${4:-$3}
  shift 3
  shift || true
  [[ $(image_digest "$name") != "$digest" ]] || return 0
  step "Building the image bascule/$name" "image-${name/:/-}" 600 \
    docker build "$@" --label "$LABEL=$digest" -t "$(with_tag "$name")" -f "$dockerfile/Dockerfile" "$context"
}

# combine WORD...: a digest of digests.
combine() { printf '%s ' "$@" | sha256sum | cut -c 1-16; }

# --- Debian itself

ensure_debian() {
  docker image inspect "$DEBIAN" > /dev/null 2>&1 && return
  if timeout "$PULL_SECONDS" docker pull -q debian:trixie-slim > "$LOGS/pull.log" 2>&1; then
    docker tag debian:trixie-slim "$DEBIAN"
    say "  Base image: debian:trixie-slim"
    return
  fi
  local tool
  tool=$(bootstrap_tool) || install_bootstrap_tool
  tool=$(bootstrap_tool) || fail "No image registry answers, and neither mmdebstrap nor debootstrap is here to make a base image." \
    "As root: apt-get install mmdebstrap. Or run ./bascule as root, which does it for you."
  step "Making a Debian base image with $tool" debian 300 "bootstrap_with_$tool"
}

bootstrap_tool() {
  local tool
  for tool in mmdebstrap debootstrap; do
    # debootstrap works for root only; mmdebstrap also without.
    if command -v "$tool" > /dev/null && { [[ $tool == mmdebstrap ]] || ((EUID == 0)); }; then
      printf '%s' "$tool"
      return
    fi
  done
  return 1
}

install_bootstrap_tool() {
  ((EUID == 0)) && command -v apt-get > /dev/null || return 0
  step "Reading the package lists" apt-update 180 apt-get update -o Acquire::Retries=3
  step "Installing mmdebstrap" apt-mmdebstrap 180 \
    env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o Acquire::Retries=3 mmdebstrap debian-archive-keyring
}

bootstrap_with_mmdebstrap() { mmdebstrap --variant=minbase --aptopt='Acquire::Retries "3"' trixie | docker import - "$DEBIAN"; }

bootstrap_with_debootstrap() {
  local directory
  directory=$(mktemp -d)
  # Expanded now: the trap runs when the variable is gone.
  # shellcheck disable=SC2064
  trap "rm -rf --one-file-system '$directory'" EXIT
  debootstrap --variant=minbase trixie "$directory"
  tar -C "$directory" -c . | docker import - "$DEBIAN"
}

# --- Ours

build_base() {
  ensure_debian
  build_image base "$(digest "$IMAGES/base")" "$IMAGES/base"
}

build_on_base() {
  local name=$1
  build_image "$name" "$(combine "$(image_digest base)" "$(digest "$IMAGES/$name")")" "$IMAGES/$name"
}

build_tools_images() {
  build_base
  build_on_base tools
}

build_image_of_build() {
  build_tools_images
  build_image build "$(combine "$(image_digest tools)" "$(digest "$IMAGES/build")")" "$IMAGES/build"
}

# A build context of its own for the images that hold jars: Docker sends a whole context to the engine.
new_context() {
  local context=$STATE/context/$1
  rm -rf "$context"
  mkdir -p "$context"
  cp -r "$IMAGES/$1/." "$context" 2>/dev/null || true
  printf '%s' "$context"
}

# copy_app FROM TO: a Quarkus application, its libraries apart.
copy_app() {
  mkdir -p "$2/lib" "$2/app"
  cp -r "$1/lib/." "$2/lib"
  (cd "$1" && tar -c --exclude=./lib .) | tar -x -C "$2/app"
}

build_service() {
  local module=$1 digest context
  digest=$(combine "$(image_digest base)" "$(digest "$IMAGES/service")" "$(module_digest "$module")")
  [[ $(image_digest "$module:plain") != "$digest" ]] || return 0
  context=$(new_context "$module")
  copy_app "$module/target/quarkus-app" "$context"
  build_image "$module:plain" "$digest" "$context" "$IMAGES/service"
}

build_node() {
  local digest context module
  digest=$(combine "$(image_digest base)" "$(digest "$IMAGES/node")" \
    "$(module_digest node-executor)" "$(module_digest health-monitor)")
  [[ $(image_digest node:plain) != "$digest" ]] || return 0
  context=$(new_context node)
  for module in node-executor health-monitor; do
    copy_app "$module/target/quarkus-app" "$context/$module"
  done
  build_image node:plain "$digest" "$context"
}

build_lab() {
  local digest context
  digest=$(combine "$(image_digest tools)" "$(digest "$IMAGES/lab")" "$(module_digest lab)")
  [[ $(image_digest lab) != "$digest" ]] || return 0
  context=$(new_context lab)
  cp -r lab/target/lab.jar lab/target/lib "$context"
  build_image lab "$digest" "$context"
}

build_kafka() {
  local digest context
  digest=$(combine "$(image_digest base)" "$(digest "$IMAGES/kafka")" "$(digest deploy/kafka/pom.xml)")
  [[ $(image_digest kafka:plain) != "$digest" ]] || return 0
  ensure_kafka_jars
  context=$(new_context kafka)
  cp -r deploy/kafka/target/lib "$context/lib"
  build_image kafka:plain "$digest" "$context"
}

build_haproxy() {
  local digest context
  digest=$(combine "$(image_digest base)" "$(digest "$IMAGES/haproxy" deploy/haproxy)")
  [[ $(image_digest haproxy) != "$digest" ]] || return 0
  context=$(new_context haproxy)
  cp deploy/haproxy/haproxy.cfg "$context"
  build_image haproxy "$digest" "$context"
}

# Everything a cluster needs, as far as it is not built.
ensure_images() {
  build_tools_images
  build_on_base etcd
  build_haproxy
  build_kafka
  ensure_java
  build_node
  build_service election-service
  build_service router-updater
  build_service notifier
  build_lab
  build_rehearsed
  rm -rf "$STATE/context"
}
