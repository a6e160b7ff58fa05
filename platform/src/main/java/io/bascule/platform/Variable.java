package io.bascule.platform;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** The environment variables of all services; each service names those that it needs. */
public enum Variable {
    CLUSTER(
            "a name of lower-case letters, digits and hyphens, such as demo",
            v -> v.matches("[a-z0-9][a-z0-9-]{0,39}")),
    ETCD("a comma separated list such as http://etcd1:2379,http://etcd2:2379", v -> each(v, Variable::isHttp)),
    KAFKA("a comma separated list such as kafka1:9092,kafka2:9092", v -> each(v, Variable::isHostPort)),
    NODE("a name of lower-case letters, digits and hyphens, such as node1", v -> v.matches("[a-z0-9][a-z0-9-]{0,39}")),
    ADDRESS("a host and a port, such as node1:5432", Variable::isHostPort),
    SECRETS("a folder, such as /run/bascule/secrets", Variable::isPath),
    DATA("a folder, such as /var/lib/bascule", Variable::isPath),
    PG_BIN("a folder, such as /usr/lib/postgresql/17/bin", Variable::isPath),
    NETWORKS(
            "a comma separated list of networks such as 10.0.0.0/8, or samenet",
            v -> each(v, n -> n.matches("samenet|samehost|[0-9a-fA-F.:]+/[0-9]{1,3}"))),
    ID(
            "a name of lower-case letters, digits and hyphens, such as election1",
            v -> v.matches("[a-z0-9][a-z0-9-]{0,39}")),
    HAPROXY_SOCKET("a socket's path, such as /run/haproxy/admin.sock", Variable::isPath),
    WEBHOOK_URL("a URL, such as http://receiver:8080/page", Variable::isHttp),
    NOTIFY_FROM("page, warn or info", v -> v.matches("page|warn|info")),
    HTTP_PORT("a port from 1 to 65535", Variable::isPort);

    private static final String PREFIX = "BASCULE_";

    private final String wanted;
    private final Predicate<String> check;

    Variable(String wanted, Predicate<String> check) {
        this.wanted = wanted;
        this.check = check;
    }

    /** Its name in the environment. */
    public String key() {
        return PREFIX + name();
    }

    static boolean isOurs(String key) {
        return key.startsWith(PREFIX);
    }

    static boolean isKnown(String key) {
        return Arrays.stream(values()).anyMatch(v -> v.key().equals(key));
    }

    /** What is wrong with {@code value}, as one sentence, or nothing. */
    Optional<String> problem(String value) {
        return check.test(value)
                ? Optional.empty()
                : Optional.of(key() + " is '" + value + "', but must be " + wanted + ".");
    }

    String missing() {
        return key() + " is not set; set it to " + wanted + ".";
    }

    private static boolean each(String list, Predicate<String> check) {
        return Arrays.stream(list.split(",", -1)).map(String::strip).allMatch(check);
    }

    private static boolean isHttp(String text) {
        try {
            URI uri = URI.create(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isHostPort(String text) {
        int colon = text.lastIndexOf(':');
        return colon > 0
                && text.substring(0, colon).matches("[A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\]")
                && isPort(text.substring(colon + 1));
    }

    private static boolean isPort(String text) {
        return text.matches("[0-9]{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65_535;
    }

    private static boolean isPath(String text) {
        return text.startsWith("/");
    }
}
