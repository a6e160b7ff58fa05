# Docker Engine and Compose: found, or installed and started where this runs as root.

readonly ENGINE_START_SECONDS=30
# The legacy builder is on every engine; Debian's packages have no other.
export DOCKER_BUILDKIT=0

ensure_docker() {
  if ! command -v docker > /dev/null; then
    say "Docker is not installed on this machine."
    install_docker
  fi
  engine_answers || start_engine
}

engine_answers() { timeout 10 docker info > /dev/null 2>&1; }

install_docker() {
  local way_out="As root: apt-get install docker.io. Or run ./bascule as root, which does it for you."
  ((EUID == 0)) || fail "Docker is missing." "$way_out"
  command -v apt-get > /dev/null || fail "Docker is missing, and this is not Debian or one of its kin." \
    "Install Docker Engine as your system's documentation says, then repeat the command."
  step "Reading the package lists" apt-update 180 apt-get update -o Acquire::Retries=3
  local packages=(docker.io)
  # The client became a package of its own in Debian 13.
  [[ -z $(apt-cache --names-only search '^docker-cli$') ]] || packages+=(docker-cli)
  step "Installing Debian's Docker Engine" apt-docker 300 \
    env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o Acquire::Retries=3 "${packages[@]}" iptables ca-certificates
  hash -r
}

start_engine() {
  local answer
  answer=$(timeout 10 docker info 2>&1 || true)
  if [[ $answer == *"permission denied"* ]]; then
    fail "You may not use Docker." "As root: usermod -aG docker $(id -un), then log in again. Or run ./bascule as root."
  fi
  [[ -z ${DOCKER_HOST:-} ]] || fail "The Docker Engine at DOCKER_HOST=$DOCKER_HOST does not answer." "Start it, or unset DOCKER_HOST."
  ((EUID == 0)) || fail "Docker is installed but does not run." "As root: systemctl start docker. Or run ./bascule as root."
  command -v dockerd > /dev/null || install_docker
  step "Starting Docker Engine" docker-start $((ENGINE_START_SECONDS + 30)) launch_engine
}

launch_engine() {
  if [[ -d /run/systemd/system ]]; then
    systemctl start docker
  else
    # In a session of its own: it must outlive this script and its terminal.
    setsid dockerd >> "$LOGS/dockerd.log" 2>&1 < /dev/null &
  fi
  local deadline=$((SECONDS + ENGINE_START_SECONDS))
  until engine_answers; do
    if ((SECONDS >= deadline)); then
      echo "Docker Engine does not answer after $ENGINE_START_SECONDS s. The end of its log:"
      tail -n 5 "$LOGS/dockerd.log" 2>/dev/null || journalctl -n 5 -u docker
      return 1
    fi
    sleep 0.5
  done
}

# Compose 2: the host's, else the one in our own image, which needs nothing but libc.
ensure_compose() {
  [[ $(docker compose version --short 2>/dev/null) =~ ^v?[2-9] ]] && return
  export DOCKER_CONFIG=$STATE/docker
  local plugin=$DOCKER_CONFIG/cli-plugins/docker-compose
  [[ ! -x $plugin ]] || return 0
  mkdir -p "${plugin%/*}"
  build_tools_images
  step "Taking Compose out of the image bascule/tools" compose 60 copy_compose "$plugin"
}

copy_compose() {
  local plugin=$1 container
  container=$(docker create bascule/tools:dev)
  docker cp "$container:/usr/libexec/docker/cli-plugins/docker-compose" "$plugin.new"
  docker rm "$container"
  mv "$plugin.new" "$plugin"
}

compose() { docker compose --ansi never -p "$PROJECT" -f deploy/compose.yaml "$@"; }

docker_socket() {
  local socket=${DOCKER_HOST:-unix:///var/run/docker.sock}
  [[ $socket == unix://* ]] || fail "DOCKER_HOST=$socket is not a unix socket, which the lab's container needs." "Unset DOCKER_HOST."
  printf '%s' "${socket#unix://}"
}
