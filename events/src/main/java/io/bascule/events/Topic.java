package io.bascule.events;

/** The Kafka topics. Each has one partition and is keyed by cluster, so that its readers see one order. */
public enum Topic {
    /** What the monitors see, several times a second; of no value after a minute. */
    PROBES("bascule.probes"),
    /** "Look now" to executors and routers: a lost one costs time, never data. */
    ORDERS("bascule.orders"),
    /** What happened, for people, pages and other consumers. */
    EVENTS("bascule.events");

    private final String topicName;

    Topic(String topicName) {
        this.topicName = topicName;
    }

    public String topicName() {
        return topicName;
    }
}
