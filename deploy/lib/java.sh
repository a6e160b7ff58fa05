# The Java build: with this machine's JDK 25 and Maven, else in the container `build`.

readonly JAVA_VERSION=25
readonly SERVICES=(health-monitor node-executor election-service router-updater notifier)

# Prints the home of a JDK 25, or fails.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "${SDKMAN_DIR:-${HOME:-/root}/.sdkman}"/candidates/java/* "${HOME:-/root}"/.jdks/* /opt/*jdk*; do
    [[ -x $home/bin/javac && -r $home/release ]] || continue
    if grep -qE "^JAVA_VERSION=\"${JAVA_VERSION}[.\"]" "$home/release"; then
      printf '%s' "$home"
      return
    fi
  done
  return 1
}

# BASCULE_BUILD=container asks for the container even where the tools are here.
builds_in_container() { [[ ${BASCULE_BUILD:-} == container ]] || ! command -v mvn > /dev/null || ! find_jdk > /dev/null; }

# maven BOUND_SECONDS ARGUMENT...
maven() {
  local bound=$1
  shift
  if builds_in_container; then
    in_build_container "$bound" mvn --batch-mode "$@"
  else
    JAVA_HOME=$(find_jdk) timeout "$bound" mvn --batch-mode "$@"
  fi
}

# in_build_container BOUND_SECONDS COMMAND...: as the calling user, in this directory under its own path, with the engine's socket and
# this host's network, so that tests in there see what tests on the host see.
in_build_container() {
  local bound=$1 socket name options=(--rm --network host --user "$(id -u):$(id -g)" --volume "$ROOT:$ROOT" --workdir "$ROOT"
    --volume "bascule-m2-$(id -u):/m2" --env MAVEN_OPTS)
  shift
  socket=$(docker_socket)
  options+=(--volume "$socket:/var/run/docker.sock" --group-add "$(stat -c %g "$socket")")
  [[ ! -d /usr/local/share/ca-certificates ]] ||
    options+=(--volume /usr/local/share/ca-certificates:/usr/local/share/ca-certificates:ro)
  for name in $(compgen -e BASCULE_) $(compgen -e TESTCONTAINERS_); do
    options+=(--env "$name")
  done
  timeout "$bound" docker run "${options[@]}" bascule/build:dev "$@"
}

# digest PATH...: one hash of the names and contents of files, and of all files under directories.
digest() { find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-16; }

# The sources that make MODULE's jar: its own, and those of the modules that it may depend on.
module_digest() {
  local module=$1 paths=(pom.xml) each
  for each in events core platform "$module"; do
    paths+=("$each/pom.xml" "$each/src/main")
  done
  digest "${paths[@]}"
}

# Builds the modules where their sources are not those of the last build.
ensure_java() {
  local wanted module built=$STATE/java.built
  wanted=$(for module in "${SERVICES[@]}" lab; do module_digest "$module"; done | sha256sum | cut -c 1-16)
  if [[ -f $built && $(< "$built") == "$wanted" ]] && java_is_built; then
    return
  fi
  ensure_maven
  step "Building the Java services" maven 900 maven 900 -q -T1C -DskipTests package
  java_is_built || fail "Maven ended well, but a module's jar is missing under its target directory." "Read $LOGS/maven.log."
  printf '%s' "$wanted" > "$built"
}

java_is_built() {
  local module
  for module in "${SERVICES[@]}"; do
    [[ -e $module/target/quarkus-app/quarkus-run.jar ]] || return 1
  done
  [[ -e lab/target/lab.jar && -d lab/target/lib ]]
}

ensure_maven() {
  if builds_in_container; then
    build_image_of_build
  fi
}

# Kafka's jars change only with the pom that names them.
ensure_kafka_jars() {
  local wanted built=$STATE/kafka.built
  wanted=$(digest deploy/kafka/pom.xml)
  if [[ -f $built && $(< "$built") == "$wanted" && -d deploy/kafka/target/lib ]]; then
    return
  fi
  ensure_maven
  rm -rf deploy/kafka/target
  step "Fetching Kafka's jars" kafka-jars 300 maven 300 -q -f deploy/kafka/pom.xml package
  printf '%s' "$wanted" > "$built"
}
