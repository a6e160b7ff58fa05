package io.bascule.core.route;

import io.bascule.core.record.Seen;

/** Something that the router cannot put right; a closed list. */
public sealed interface RouteTrouble {
    /** One sentence for people, with the way out. */
    String sentence();

    /** A member that HAProxy does not know. */
    record NoServer(Server server) implements RouteTrouble {
        @Override
        public String sentence() {
            return "HAProxy has no server " + server + " though " + server.node()
                    + " is a member: nobody is routed to it until haproxy.cfg names it and HAProxy is restarted";
        }
    }

    record NoBackend(Backend backend) implements RouteTrouble {
        @Override
        public String sentence() {
            return "HAProxy has no servers in a backend named " + backend.proxyName()
                    + ": give it one with a server per node, each named as its node";
        }
    }

    /** R7: the store came back older than what was seen. */
    record OlderRecord(Seen seen, Seen shown) implements RouteTrouble {
        @Override
        public String sentence() {
            return "etcd shows term " + shown.term() + " version " + shown.version() + ", older than term "
                    + seen.term() + " version " + seen.version()
                    + " that was seen: it is ignored, and routes stay as they are, until etcd holds a newer record";
        }
    }

    /** A server that HAProxy was asked to open and does not show ready. */
    record NotReady(Server server) implements RouteTrouble {
        @Override
        public String sentence() {
            return "HAProxy does not show " + server
                    + " ready though it was told so: see what 'show stat' says of it, and take checks out of haproxy.cfg";
        }
    }

    /** Sessions that HAProxy does not end. */
    record SessionsStay(Server server) implements RouteTrouble {
        @Override
        public String sentence() {
            return "HAProxy does not end the sessions to " + server
                    + ": look at 'show sess', and at older HAProxy processes left by a reload";
        }
    }
}
