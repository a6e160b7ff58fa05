# The simulator: a plain Java program, so it needs no cluster and, where a JDK 25 and Maven are, no Docker.

command_simulate() {
  ensure_simulation
  if builds_in_container; then
    in_build_container 86400 java -XX:+UseSerialGC -jar simulation/target/simulation.jar "$@"
  else
    "$(find_jdk)/bin/java" -XX:+UseSerialGC -jar simulation/target/simulation.jar "$@"
  fi
}

ensure_simulation() {
  local wanted built=$STATE/simulation.built
  wanted=$(digest pom.xml events/src/main core/src/main platform/src/main election-service/src/main node-executor/src/main \
    router-updater/src/main simulation/pom.xml simulation/src/main)
  if [[ -f $built && $(< "$built") == "$wanted" && -e simulation/target/simulation.jar && -d simulation/target/lib ]]; then
    return
  fi
  if builds_in_container; then
    ensure_docker
    ensure_maven
  fi
  step "Building the simulator" simulation 600 maven 600 -q -pl simulation -am -DskipTests -Dquarkus.build.skip=true package
  printf '%s' "$wanted" > "$built"
}
