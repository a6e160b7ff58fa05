# The whole test run: unit tests and rules of every module, then the failure tests on a cluster of their own.

readonly TEST_PROJECT=bascule-test
readonly TEST_SECONDS=3600

command_test() {
  prepare
  with_lock build_chaos
  with_lock ensure_maven
  alone_with_test_cluster
  # What an interrupted run left behind.
  remove_test_cluster
  trap remove_test_cluster EXIT
  trap 'exit 130' INT TERM
  test_environment

  local log=$LOGS/test.log started=$SECONDS status marker=$STATE/test.started
  touch "$marker"
  say "This machine: $(machine)" "Running every test. All that Maven says is in $log"
  set +e
  maven "$TEST_SECONDS" verify "$@" 2>&1 < /dev/null | tee "$log" | show_progress
  status=${PIPESTATUS[0]}
  set -e
  say "" "Took $((SECONDS - started)) s."
  ((status != 124)) || say "Not done after $TEST_SECONDS s, given up." >&2
  if ((status != 0)); then
    say "The test run failed. Read $log; each class's report is in MODULE/target/surefire-reports." \
      "This machine at its end: $(machine)" >&2
    print_failures "$marker" >&2
  fi
  remove_test_cluster
  print_totals "$marker"
  return "$status"
}

# In a line what tests may fail for: its processors and load, its memory and disk, its clock against the one that nobody sets.
machine() {
  printf '%s processors, load %s, %d MB of memory and %d MB of disk free, %s by its clock, which was %s when it was started\n' \
    "$(nproc)" "$(cut -d' ' -f1-3 /proc/loadavg)" "$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo)" \
    "$(df -m --output=avail . | tail -n 1)" \
    "$(date -u +%FT%TZ)" "$(date -u -d "@$(($(date +%s) - $(cut -d. -f1 /proc/uptime)))" +%FT%TZ)"
}

# What of Maven's output tells how far it is, and of each failure its message, up to the first line of its stack.
show_progress() {
  local line message_lines=0
  local advice='^\[ERROR\] ($|To see the full|Re-run Maven|For more information|\[Help |After correcting|  mvn |-> )'
  local telling='^\[INFO\] (Building [^j]|Running )|Tests run:.* Time elapsed|^\[ERROR\] |BUILD '
  while IFS= read -r line; do
    if [[ $line =~ $telling ]]; then
      [[ $line =~ $advice ]] || say "$line"
      message_lines=0
      [[ $line != *' <<< '* ]] || message_lines=20
    elif [[ $line == $'\tat '* ]]; then
      message_lines=0
    elif ((message_lines-- > 0)); then
      say "${line:0:1000}"
    fi
  done
}

# Ports, subnet and project of the test cluster, and what Testcontainers needs on engines and hosts of many kinds: its
# own cleaner is an image from a registry, its checks start one too, and a /.dockerenv on the host misleads it.
test_environment() {
  set -a
  # shellcheck source=/dev/null
  source deploy/test.env
  TESTCONTAINERS_RYUK_DISABLED=true
  TESTCONTAINERS_CHECKS_DISABLE=true
  TESTCONTAINERS_HOST_OVERRIDE=localhost
  set +a
}

remove_test_cluster() {
  timeout 120 docker compose --ansi never -p "$TEST_PROJECT" --env-file deploy/test.env -f deploy/compose.yaml \
    down --volumes --remove-orphans --timeout 2 > "$LOGS/test-down.log" 2>&1 ||
    say "The test cluster could not be removed; see $LOGS/test-down.log" >&2
}

# Of each test that failed since MARKER its name and the beginning of its message, from the reports: that is read last.
print_failures() {
  find . -path '*/target/*-reports/TEST-*.xml' -newer "$1" -print0 | xargs -0 -r awk '
    function attribute(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
    /<testcase / { test = attribute("classname") "." attribute("name") }
    test != "" && /^ *<(failure|error)[ >]/ && shown++ < 10 {
      message = attribute("message")
      if (message == "") message = attribute("type")
      gsub(/&#10;/, "\n    ", message); gsub(/&quot;/, "\"", message); gsub(/&apos;/, "\047", message)
      gsub(/&lt;/, "<", message); gsub(/&gt;/, ">", message); gsub(/&amp;/, "\\&", message)
      printf "  %s\n    %s\n", test, substr(message, 1, 2400)
      test = "" }' || true
}

# Sums the reports written since MARKER, in the words Surefire closes with.
print_totals() {
  find . -path '*/target/*-reports/TEST-*.xml' -newer "$1" -print0 | xargs -0 -r grep -h -m 1 -A 9 '<testsuite ' | awk '
    { for (i = 1; i <= NF; i++)
        if (match($i, /^(tests|failures|errors|skipped)="[0-9]+"/)) {
          split($i, part, "\""); sub("=", "", part[1]); sum[part[1]] += part[2] } }
    END { printf "Tests run: %d, Failures: %d, Errors: %d, Skipped: %d\n",
            sum["tests"], sum["failures"], sum["errors"], sum["skipped"] }'
}
