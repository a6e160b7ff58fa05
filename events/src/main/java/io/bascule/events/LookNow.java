package io.bascule.events;

/**
 * An order to read the record again. It carries no instruction: what to do is read from etcd.
 *
 * @param term the record's term when this was sent
 * @param version the record's version when this was sent
 */
public record LookNow(String cluster, long term, long version) implements Event {}
