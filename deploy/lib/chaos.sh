# The chaos suite: random faults on a cluster of its own, and the images that can slow a disk, fill it and move a clock.

readonly TROUBLED=(node election-service router-updater notifier)

build_chaos() {
  local image digest
  for image in "${TROUBLED[@]}"; do
    digest=$(combine "$(image_digest "$image")" "$(digest "$IMAGES/chaos")")
    build_image "$image:chaos" "$digest" "$IMAGES/chaos" "$IMAGES/chaos" --build-arg "IMAGE=$image"
  done
}

command_chaos() {
  case " $* " in
    *' --help '* | *' -h '*)
      help_main chaos
      return
      ;;
  esac
  prepare
  with_lock build_chaos
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
