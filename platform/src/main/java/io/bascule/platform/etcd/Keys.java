package io.bascule.platform.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bascule.core.record.ClusterRecord;
import io.bascule.core.record.Promise;
import io.etcd.jetcd.ByteSequence;
import java.util.Locale;

/** The keys of one cluster. */
final class Keys {
    static final String LOCK = "lock";
    static final String RECORD = "record";
    static final String SETTINGS = "settings";
    static final String INIT = "init";
    static final String SWITCHOVER = "switchover";
    static final String MEMBERS = "members/";
    static final String PROMISES = "promises/";
    static final String HISTORY = "history/";

    private final String prefix;

    Keys(String cluster) {
        this.prefix = "/bascule/" + cluster + "/";
    }

    ByteSequence key(String name) {
        return ByteSequence.from(prefix + name, UTF_8);
    }

    /** What stands behind the cluster's prefix. */
    String nameOf(ByteSequence key) {
        return key.toString(UTF_8).substring(prefix.length());
    }

    static String member(String node) {
        return MEMBERS + node;
    }

    static String promise(Promise promise) {
        return PROMISES + promise.term() + "/" + promise.instance().node();
    }

    /** Padded, so that the keys sort as the decisions were made. */
    static String history(ClusterRecord record) {
        return String.format(Locale.ROOT, "%s-%010d", historyOfTerm(record.term()), record.version());
    }

    /** What the history of {@code term}, and of no earlier one, sorts behind. */
    static String historyOfTerm(long term) {
        return String.format(Locale.ROOT, "%s%010d", HISTORY, term);
    }

    /**
     * The first key that is watched. Only the history sorts before it: it grows, and nobody needs it to decide.
     */
    ByteSequence watchedFrom() {
        return key(INIT);
    }

    /** The end, exclusive, of what is watched: '0' follows '/'. */
    ByteSequence watchedTo() {
        return ByteSequence.from(prefix.substring(0, prefix.length() - 1) + "0", UTF_8);
    }
}
