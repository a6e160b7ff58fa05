# Faults on purpose, in this project's containers only, and their repair.

readonly NODES=(node1 node2 node3)

command_kill() {
  local fault=${1:-} target=${2:-}
  (($# >= 1 && $# <= 2)) || fail "./bascule kill needs a fault." "See ./bascule help kill."
  need_running
  case $fault in
    postmaster | node | cut | freeze | executor | monitor)
      # An assignment of its own, so that no primary ends the script.
      target=${target:-$(primary)}
      fault_on_node "$fault" "$target"
      ;;
    haproxy | router | notifier) fault_on_service "$fault" ;;
    kafka | etcd | election)
      target=${target:-${fault}1}
      [[ $target == "$fault"[1-9] ]] || fail "'$target' is no $fault." "See ./bascule help kill."
      fault_on_service "$target"
      ;;
    *) fail "There is no fault '$fault'." "See ./bascule help kill." ;;
  esac
}

fault_on_node() {
  local fault=$1 node=$2 container
  [[ " ${NODES[*]} " == *" $node "* ]] || fail "'$node' is no node." "The nodes are ${NODES[*]}."
  container=$(container_of "$node")
  [[ $(docker inspect --format '{{.State.Status}}' "$container") == running ]] ||
    fail "$node does not run, so there is nothing to break." "Repair it first: ./bascule heal $node"
  # The line first: what follows in other terminals should not come before it.
  case $fault in
    postmaster)
      say "Killing (-9) the postmaster of $node."
      docker exec "$container" sh -c 'kill -9 "$(head -n 1 "$BASCULE_DATA/pgdata/postmaster.pid")"'
      ;;
    node)
      say "Killing (-9) every process of $node. Back with: ./bascule heal $node"
      docker kill "$container" > /dev/null
      ;;
    cut)
      say "Dropping every packet from and to $node. Back with: ./bascule heal $node"
      docker exec --user root "$container" network-cut on
      ;;
    freeze)
      say "Freezing every process of $node. Back with: ./bascule heal $node"
      docker pause "$container" > /dev/null
      ;;
    executor | monitor)
      local service=node-executor
      [[ $fault == executor ]] || service=health-monitor
      say "Killing (-9) the $service of $node; its supervisor starts it again."
      docker exec "$container" sv kill "/etc/bascule/sv/$service"
      ;;
  esac
}

fault_on_service() {
  local container
  container=$(container_of "$1")
  say "Killing (-9) $1. Back with: ./bascule heal $1"
  docker kill "$container" > /dev/null
}

# heal [SERVICE]: thaws, reconnects and starts; all of the cluster without an argument.
command_heal() {
  (($# <= 1)) || fail "./bascule heal takes one service at most." "Without one it heals them all."
  ensure_docker
  local service
  if (($# == 1)); then
    heal_service "$1"
    return
  fi
  for service in $(services_of_cluster); do
    [[ $service == secrets ]] || heal_service "$service"
  done
}

heal_service() {
  local service=$1 container
  container=$(container_of "$service")
  case $(docker inspect --format '{{.State.Status}}' "$container") in
    paused)
      docker unpause "$container" > /dev/null
      say "$service is thawed."
      ;;
    exited | created | dead)
      docker start "$container" > /dev/null
      say "$service is started."
      ;;
  esac
  if [[ $service == node* ]] && docker exec --user root "$container" network-cut is-on; then
    docker exec --user root "$container" network-cut off
    say "$service is connected."
  fi
}

# The node whose health-monitor says that it is the primary.
primary() {
  local node index=1 variable
  for node in "${NODES[@]}"; do
    variable=BASCULE_MONITOR${index}_PORT
    if [[ $(http_status "${!variable:-1808$index}" /primary) == 200 ]]; then
      printf '%s' "$node"
      return
    fi
    ((index++))
  done
  fail "No node says that it is the primary now." "Name the node, or look: ./bascule status"
}

# http_status PORT PATH: the status that 127.0.0.1 answers within 2 s, or nothing. Needs no download tool.
http_status() {
  timeout 2 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "GET %s HTTP/1.0\r\n\r\n" "$2" >&3 &&
    read -r _ status _ <&3 && printf %s "$status"' http_status "$1" "$2" 2>/dev/null || true
}
