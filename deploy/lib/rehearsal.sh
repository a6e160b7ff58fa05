# The services' and Kafka's caches of loaded and linked classes, from a rehearsal: a cluster of its own that fails over a
# few times. With it a service starts about three times faster, and its first failover is not its slowest. Without it, it
# works all the same.

readonly REHEARSED=(node election-service router-updater notifier kafka)
# BASCULE_CLASS_CACHE=no leaves the rehearsal out: for those who change code and try it.
readonly CLASS_CACHE=${BASCULE_CLASS_CACHE:-yes}
readonly REHEARSAL_SECONDS=420 STOP_SECONDS=120 REMOVAL_SECONDS=240

# The images that run, from the plain ones: they differ by the caches alone.
build_rehearsed() {
  local digest image context
  digest=$(combine "$(for image in "${REHEARSED[@]}"; do image_digest "$image:plain"; done)" \
    "$(digest deploy/lib/rehearsal.sh "$IMAGES/rehearsed")" "$CLASS_CACHE")
  for image in "${REHEARSED[@]}"; do
    [[ $(image_digest "$image") == "$digest" ]] || break
  done
  [[ $(image_digest "$image") != "$digest" ]] || return 0
  context=$(new_context rehearsed)
  for image in "${REHEARSED[@]}"; do
    mkdir -p "$context/$image"
  done
  if [[ $CLASS_CACHE != no ]]; then
    ensure_compose
    step "Rehearsing failovers, so that the services start fast" rehearsal $((REHEARSAL_SECONDS + REMOVAL_SECONDS)) rehearse "$context"
    # Not labelled as done: the next build tries again.
    [[ -e $context/complete ]] || {
      # The next build tries again, and writes its own.
      cp "$LOGS/rehearsal.log" "$LOGS/rehearsal-failed.log"
      say "  The rehearsal failed, so the services start slower; why is in $LOGS/rehearsal-failed.log"
      digest=unrehearsed-$digest
    }
  fi
  for image in "${REHEARSED[@]}"; do
    build_image "$image" "$digest" "$context" "$context" --build-arg "IMAGE=$image"
  done
}

# A rehearsal that fails or takes too long costs time, not the build.
rehearse() {
  local context=$1 run
  trap remove_rehearsal EXIT
  # What an interrupted one left behind.
  remove_rehearsal
  # In the background, where `set -e` holds.
  (rehearse_failovers "$context") &
  run=$!
  for ((i = 0; i < REHEARSAL_SECONDS; i++)); do
    kill -0 "$run" 2>/dev/null || break
    sleep 1
  done
  kill "$run" 2>/dev/null || true
  wait "$run" || true
}

rehearse_failovers() {
  local context=$1 node
  rehearsal_environment
  compose up --detach
  # Without caches, on a processor that others want too.
  lab wait-ready --seconds 280
  lab bench --runs 1 --faults switchover,postmaster
  node=$(primary_node)
  # A JVM writes its cache when it ends.
  compose stop --timeout "$STOP_SECONDS" election1 router notifier kafka1
  compose exec -T "$node" sv -w "$STOP_SECONDS" stop /etc/bascule/sv/node-executor /etc/bascule/sv/health-monitor
  mkdir -p "$context"/node/{node-executor,health-monitor}
  copy_cache "$node" node-executor "$context/node/node-executor"
  copy_cache "$node" health-monitor "$context/node/health-monitor"
  copy_cache election1 app "$context/election-service"
  copy_cache router app "$context/router-updater"
  copy_cache notifier app "$context/notifier"
  copy_cache kafka1 app "$context/kafka"
  touch "$context/complete"
}

# A cluster beside the one people run and the one of the tests, whose ports are 500 lower.
rehearsal_environment() {
  PROJECT=bascule-rehearsal
  set -a
  # shellcheck source=/dev/null
  source <(sed -E 's/^(BASCULE_.*PORT=2.)0/\15/; s/^(BASCULE_.*PORT=2.)3/\18/; s/^(BASCULE_.*PORT=2.)4/\19/
    s/78$/79/; s/=(bascule-)?test$/=\1rehearsal/' deploy/test.env)
  BASCULE_TAG=plain
  CLASS_CACHE_OUTPUT=yes
  set +a
}

remove_rehearsal() {
  rehearsal_environment
  compose down --volumes --remove-orphans --timeout 2
}

# By now it has been everything that a node can be.
primary_node() {
  local node
  for node in node1 node2 node3; do
    if compose exec -T "$node" http-ok 8008 /primary; then
      printf '%s' "$node"
      return
    fi
  done
  return 1
}

# copy_cache SERVICE NAME DIRECTORY
copy_cache() { docker cp "$(compose ps --all --quiet "$1"):/tmp/$2.aot" "$3/app.aot"; }
