# The commands that start, show and stop the cluster.

readonly READY_SECONDS=120

# Docker, images and Compose, whatever is missing of them.
prepare() {
  ensure_docker
  with_lock ensure_images
  ensure_compose
}

command_up() {
  no_arguments up "$@"
  prepare
  step "Starting the containers" up 120 start_cluster
  step "Waiting until the cluster takes writes and every standby streams" ready "$READY_SECONDS" \
    lab wait-ready
  say "" \
    "The cluster is up. Write on 127.0.0.1:${BASCULE_WRITE_PORT:-5000}, read on 127.0.0.1:${BASCULE_READ_PORT:-5001} (database and user 'app')."
  say "HAProxy's page: http://127.0.0.1:${BASCULE_STATS_PORT:-7000}/   Look: ./bascule status   Stop: ./bascule down"
}

start_cluster() {
  # Compose does not start what a fault has frozen.
  docker ps -q --filter "label=com.docker.compose.project=$PROJECT" --filter status=paused | xargs -r docker unpause
  compose up --detach --remove-orphans
  # Images that a newer build has replaced, and no container uses any more.
  docker image prune --force --filter "label=$LABEL" > /dev/null
}

command_down() {
  local options=() argument
  for argument in "$@"; do
    case $argument in
      --volumes) options+=(--volumes) ;;
      *) fail "./bascule down takes no '$argument'." "Its one option is --volumes, which deletes the data as well." ;;
    esac
  done
  ensure_docker
  if [[ -z $(docker ps -aq --filter "label=com.docker.compose.project=$PROJECT")$(docker volume ls -q --filter "label=com.docker.compose.project=$PROJECT") ]]; then
    say "There is no cluster here, and no data of one."
    return
  fi
  ensure_compose
  step "Stopping the containers" down 120 stop_cluster "${options[@]}"
  if ((${#options[@]} > 0)); then
    say "The cluster and its data are gone."
  else
    say "The cluster is stopped. Its data stays for the next ./bascule up; ./bascule down --volumes deletes it."
  fi
}

stop_cluster() {
  # Those who decide go first: they should not take the nodes' stop for a failure.
  compose stop election1 election2 || true
  compose down --remove-orphans --timeout 30 "$@"
}

command_demo() {
  command_up
  lab demo "$@"
}

command_bench() {
  command_up
  lab bench "$@"
}

command_status() {
  need_running
  lab status "$@"
}

command_switchover() {
  need_running
  lab switchover "$@"
}

command_failover() {
  need_running
  lab failover "$@"
}

command_reseat() {
  need_running
  lab reseat "$@"
}

command_logs() {
  (($# <= 1)) || fail "./bascule logs takes one service at most." "Example: ./bascule logs node1"
  need_running
  [[ -z ${1:-} ]] || container_of "$1" > /dev/null
  ensure_compose
  compose logs --tail 200 --follow "$@"
}

# lab COMMAND [ARGUMENT...]: the lab's program beside the cluster, on the host's network.
lab() {
  local socket name options=(--rm --network host --env "BASCULE_PROJECT=$PROJECT")
  socket=$(docker_socket)
  options+=(--volume "$socket:/var/run/docker.sock" --group-add "$(stat -c %g "$socket")"
    --volume "${PROJECT}_secrets:/run/bascule/secrets:ro")
  for name in $(compgen -e BASCULE_); do
    options+=(--env "$name")
  done
  # Both or neither: a terminal without its input would leave the container running behind a Ctrl-C.
  [[ ! -t 0 || ! -t 1 ]] || options+=(--interactive --tty)
  docker run "${options[@]}" bascule/lab:dev "$@"
}

need_running() {
  ensure_docker
  [[ -n $(docker ps -q --filter "label=com.docker.compose.project=$PROJECT") ]] ||
    fail "No cluster runs here." "Start it: ./bascule up"
}

# container_of SERVICE: its id, running or not.
container_of() {
  local id
  id=$(docker ps -aq --filter "label=com.docker.compose.project=$PROJECT" --filter "label=com.docker.compose.service=$1")
  [[ -n $id ]] || fail "The cluster has no '$1'." "It has: $(services_of_cluster)"
  printf '%s' "$id"
}

services_of_cluster() {
  docker ps -a --filter "label=com.docker.compose.project=$PROJECT" --format '{{.Label "com.docker.compose.service"}}' |
    sort | paste -sd ' '
}

no_arguments() {
  local command=$1
  shift
  (($# == 0)) || fail "./bascule $command takes no arguments, but got '$*'." "See ./bascule help $command."
}
