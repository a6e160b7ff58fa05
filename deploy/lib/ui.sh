# What the user sees: sentences, and steps with their elapsed seconds.

# say LINE...
say() { printf '%s\n' "$@"; }

# fail SENTENCE [WAY_OUT]: ends the script.
fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

# step TITLE LOG BOUND_SECONDS COMMAND...: runs a command (or function) with its output in .bascule/logs/LOG.log and
# shows the seconds go by. At the bound the command is ended. On failure it says so, shows the log's end, and exits.
# Never call it where `set -e` is off (in a condition): the command's own failures would be passed over.
step() {
  local title=$1 log=$LOGS/$2.log bound=$3 start=$SECONDS pid status=0 shown=-1
  shift 3
  # In a process group of its own, so that the bound and Ctrl-C end whatever the command has started.
  set -m
  (set +m -euo pipefail && "$@") > "$log" 2>&1 < /dev/null &
  pid=$!
  set +m
  # shellcheck disable=SC2064
  trap "end_group $pid; exit 130" INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    if ((SECONDS - start > bound)); then
      end_group "$pid"
      wait "$pid" || true
      fail "$title: not done after $bound s, given up. All it said is in $log" "$(tail -n 5 "$log")"
    fi
    if [[ -t 1 ]] && ((SECONDS != shown)); then
      shown=$SECONDS
      printf '\r  %s ... %d s ' "$title" $((SECONDS - start))
    fi
    sleep 0.1
  done
  wait "$pid" || status=$?
  trap - INT TERM
  [[ ! -t 1 ]] || printf '\r\033[K'
  if ((status != 0)); then
    step_failed "$title" "$log"
  fi
  printf '  %s: %d s\n' "$title" $((SECONDS - start))
}

end_group() { kill -TERM -- "-$1" 2>/dev/null || true; }

step_failed() {
  local title=$1 log=$2 hint
  hint=$(failure_hint "$log")
  {
    printf '%s failed. %s\nAll it said is in %s; the end of it:\n' "$title" "$hint" "$log"
    tail -n 12 "$log" | sed 's/^/  | /'
  } >&2
  exit 1
}

# The failures people meet, told by what the tools print.
failure_hint() {
  local log=$1 port
  port=$(sed -nE 's/.*(127\.0\.0\.1:|Bind for [0-9.]+:)([0-9]+).*(already (in use|allocated)|address in use).*/\2/p' "$log" | head -n 1)
  if [[ -n $port ]]; then
    printf 'Port %s on 127.0.0.1 is taken: stop what uses it, or choose another with the variables in deploy/test.env.' "$port"
  elif grep -qiE 'pool overlaps|networks have overlapping' "$log"; then
    printf 'The subnet %s.0/24 is taken: set BASCULE_SUBNET_PREFIX to another, such as 10.204.77.' "${BASCULE_SUBNET_PREFIX:-10.203.77}"
  elif grep -qi 'no space left on device' "$log"; then
    printf 'The disk is full: free some space (about 4 GB are needed) and repeat the command.'
  elif grep -qiE 'PKIX path building|unable to find valid certification' "$log"; then
    printf 'A download was refused because its certificate is not trusted: put your network'"'"'s authority into /usr/local/share/ca-certificates.'
  elif grep -qiE 'could not resolve|temporary failure resolving|unknown host|network is unreachable' "$log"; then
    printf 'This machine does not reach the package mirrors: check its network and repeat the command.'
  fi
}

# with_lock COMMAND...: one build at a time in this directory.
with_lock() {
  exec 9> "$STATE/lock"
  flock -w 600 9 || fail "Another ./bascule has been building here for ten minutes." "Wait for it or end it, then repeat the command."
  "$@"
  exec 9>&-
}
