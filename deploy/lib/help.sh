# The help texts.

help_main() {
  case ${1:-} in
    '')
      cat <<'TEXT'
Bascule keeps a PostgreSQL cluster writable: this script runs a whole one on this machine.

  ./bascule demo                 build what is not built, start the cluster, watch it lose its primary and recover
  ./bascule test                 every test, unit and failure tests; leaves nothing running
  ./bascule simulate             thousands of failovers in virtual time, without containers
  ./bascule chaos                random faults on a cluster of its own, under clients whose history is checked

  ./bascule up                   start the cluster and wait until it takes writes
  ./bascule status               nodes, roles, term, lag, and where HAProxy points
  ./bascule switchover [NODE]    change the primary in a planned way
  ./bascule failover             give up a lost primary, with what nobody who is left has
  ./bascule reseat               make failovers possible again after etcd was wiped or restored
  ./bascule kill FAULT [NODE]    break something on purpose
  ./bascule heal [SERVICE]       repair what was broken on purpose
  ./bascule bench [ARGUMENT...]  measure the write outage of each fault
  ./bascule logs [SERVICE]       follow the logs
  ./bascule down [--volumes]     stop the cluster (and delete its data)
  ./bascule help [COMMAND]       more about one command

Needs Docker Engine 20.10 or later (as root on Debian it is installed where it is missing). A JDK 25 and Maven are used
where they are found; otherwise the build runs in a container (as it does with BASCULE_BUILD=container).
BASCULE_CLASS_CACHE=no leaves out the rehearsal, a step of the images' build that makes the services start faster.
The project's name, subnet and ports come from variables, all listed in deploy/test.env.
TEXT
      ;;
    demo)
      cat <<'TEXT'
./bascule demo
Builds and starts what is not there yet. Under a running writer it kills the primary's node for real, prints the
timeline of the failover, the write outage, rows acknowledged and rows lost, and the node's return; then a planned
switchover in the same way. The cluster stays up afterwards.
TEXT
      ;;
    up)
      say "./bascule up" \
        "Starts the cluster, building first what is not built, and waits at most $READY_SECONDS s until it takes writes."
      ;;
    down)
      say "./bascule down [--volumes]" \
        "Stops the cluster. The data stays for the next start, unless --volumes is given, which deletes it."
      ;;
    status) say "./bascule status" "Shows the nodes with their roles and lag, the term and phase, and where HAProxy points." ;;
    switchover) say "./bascule switchover [NODE]" "Makes NODE the primary in a planned way; without NODE, the best standby." ;;
    failover)
      cat <<'TEXT'
./bascule failover [--accept-loss]
Makes the most advanced of the standbys that are left the primary, where nobody can show that no commit is lost by that. So
nothing fails over by itself in these cases, and bringing machines back is better:
- At durability AVAILABLE a primary without standbys went on alone, and was lost: only its own disk has every commit.
- The primary and so many standbys are lost at once that a commit may be on none of those that are left. After
  revokeBoundMs a page says whose promises are missing; where too few are left to judge the primary, one says that after
  coldStartMs.
Without --accept-loss it only says what is at stake.
Commits that nobody who is left has are lost to clients, and those that the old primary still takes, too, if its machine is
not off: switch it off first. When it returns, its WAL is kept aside and an event says how many commits are in it.
With no standby left, writes wait at durability QUORUM until one is back.
Or POST /failover?acceptLoss=true on an election copy.
TEXT
      ;;
    reseat)
      cat <<'TEXT'
./bascule reseat [--yes]
The nodes refuse an etcd that shows less than they have seen: one that was wiped, or restored from a backup. PostgreSQL
goes on serving, but nothing can fail over. This writes a record above all that the nodes have seen, with the primary
that serves in the newest term, when as many standbys stream from it as a commit waits for: only then nobody newer can
exist. Anything else is refused with the reason, and so is everything in the first ten seconds, in which etcd may still
show what the nodes said when it was backed up. Without --yes it only says what it would do.
A wiped etcd has the default settings: change them (PUT /settings) as you need. Nodes that are away meanwhile and on an
older timeline are cloned when they return. Or POST /reseat?consent=true on an election copy.
TEXT
      ;;
    kill)
      cat <<'TEXT'
./bascule kill FAULT [NODE]
On a node, the primary unless one is named:
  postmaster   kill -9 of PostgreSQL's main process
  node         kill -9 of every process of the node
  cut          drop every packet, in and out, without a trace
  freeze       stop every process where it is
  executor     kill -9 of the node-executor (PostgreSQL goes on)
  monitor      kill -9 of the health-monitor
On a service:
  haproxy, router, notifier, kafka [kafka1|kafka2|kafka3], etcd [etcd1|etcd2|etcd3], election [election1|election2]
./bascule heal repairs what does not repair itself.
TEXT
      ;;
    heal) say "./bascule heal [SERVICE]" "Thaws, reconnects and starts one service, or all of them." ;;
    logs) say "./bascule logs [SERVICE]" "Follows the logs of one service (node1, election1, haproxy, ...) or of all. Ctrl-C ends it." ;;
    bench)
      cat <<'TEXT'
./bascule bench [ARGUMENT...]
Starts the cluster where it does not run, and measures the write outage of each fault.
./bascule bench --help lists the arguments.
TEXT
      ;;
    test)
      cat <<'TEXT'
./bascule test [MAVEN_ARGUMENT...]
Runs 'mvn verify' on everything: unit tests and rules, then the failure tests on a cluster of their own, beside the one
you may have running. Leaves nothing running. -pl MODULE -am narrows it.
TEXT
      ;;
    simulate)
      cat <<'TEXT'
./bascule simulate [--seeds N | --elections N] [--from S] [--minutes M] [--go-on] [--mutation NAME] [--story]
Runs the real election, executor and router against a simulated etcd, Kafka and PostgreSQL, each seed with faults of its own, and
checks after every step that no acknowledged commit is lost. A seed that fails is shortened to the faults that matter
and told as a story, with the command that repeats it; --go-on only counts it and takes the next. --mutation breaks one
rule of the protocol on purpose.
TEXT
      ;;
    chaos)
      cat <<'TEXT'
./bascule chaos [--minutes N] [--seed S]
Starts a cluster of its own (that of ./bascule test), with four kinds of clients: single rows, transfers between accounts,
counters by compare-and-set, and readers on the read port. For N minutes (5 unless said otherwise) it breaks one to three
things at once: nodes, PostgreSQL, disks, clocks, networks, services, Kafka, etcd. Then it compares all that the clients
were told with what is there, and reports faults, changes of primary, outages, and whatever is not as promised. The same
seed makes the same faults. Removes the cluster afterwards, unless anything failed.
TEXT
      ;;
    *) fail "There is no command '$1'." "./bascule help lists them." ;;
  esac
}
