# The chaos suite: random faults on a cluster of its own, and the images that can slow a disk, fill it and move a clock.

readonly TROUBLED=(node election-service router-updater notifier kafka)

build_chaos() {
  local image digest
  build_on_base tracer
  for image in "${TROUBLED[@]}"; do
    digest=$(combine "$(image_digest "$image")" "$(digest "$IMAGES/chaos")")
    build_image "$image:chaos" "$digest" "$IMAGES/chaos" "$IMAGES/chaos" --build-arg "IMAGE=$image"
  done
}

readonly MOST_MINUTES=1440

command_chaos() {
  chaos_arguments "$@"
  prepare
  with_lock build_chaos
  alone_with_test_cluster
  # What an interrupted run left behind.
  remove_test_cluster
  trap remove_test_cluster EXIT
  trap 'exit 130' INT TERM
  test_environment
  PROJECT=$TEST_PROJECT
  step "Starting a cluster for it, beside the one you may have" up 120 start_cluster
  step "Waiting until the cluster takes writes and every standby streams" ready "$READY_SECONDS" lab wait-ready
  lab chaos "$@" || {
    # Evidence: the tables are there as well.
    trap - EXIT
    keep_logs "$LOGS/chaos"
    fail "The run failed. What each container said is in $LOGS/chaos, and the cluster is left as it is." \
      "Remove it: docker compose -p $TEST_PROJECT down --volumes (the next run of chaos or test does it, too)."
  }
}

# Said before a cluster is started for nothing.
chaos_arguments() {
  while (($# > 0)); do
    case $1 in
      --minutes)
        [[ ${2:-} =~ ^[0-9]{1,4}$ ]] && ((10#$2 >= 1 && 10#$2 <= MOST_MINUTES)) ||
          fail "--minutes is '${2:-}', but must be from 1 to $MOST_MINUTES." "See ./bascule help chaos."
        ;;
      --seed) [[ ${2:-} =~ ^-?[0-9]{1,18}$ ]] || fail "--seed is '${2:-}', which is no whole number." "See ./bascule help chaos." ;;
      *) fail "./bascule chaos takes no '$1'." "See ./bascule help chaos." ;;
    esac
    shift 2
  done
}

# The suite and the tests use the same cluster, so one of them at a time.
alone_with_test_cluster() {
  exec 8> "$STATE/test.lock"
  flock -n 8 || fail "Another ./bascule test or chaos is under way here." "Wait for it or end it, then repeat the command."
}

# keep_logs DIRECTORY: what each container of the cluster said, and the log files of the nodes.
keep_logs() {
  local container name
  mkdir -p "$1"
  for container in $(docker ps -aq --filter "label=com.docker.compose.project=$PROJECT"); do
    name=$(docker inspect --format '{{.Name}}' "$container")
    docker logs --timestamps "$container" > "$1/${name#/}.log" 2>&1 || true
    docker exec "$container" sh -c 'tail -n 2000 "$BASCULE_DATA"/log/*' > "$1/${name#/}.files.log" 2> /dev/null ||
      rm -f "$1/${name#/}.files.log"
  done
}
