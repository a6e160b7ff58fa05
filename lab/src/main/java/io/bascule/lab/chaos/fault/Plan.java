package io.bascule.lab.chaos.fault;

import io.bascule.lab.chaos.fault.FaultKind.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Chooses the faults of each round: one to three that overlap, on different services. Kinds are dealt like cards, so that
 * each had its turn before one comes again. The same random numbers, and the same roles, make the same rounds.
 */
public final class Plan {
    private static final int MOST_AT_ONCE = 3;
    private static final int WITHIN_MS = 3000;
    private static final int SHORTEST_MS = 500;
    private static final int LONGEST_MS = 9000;

    private final RandomGenerator random;
    private final List<Card> deck = new ArrayList<>();

    /** @param onPrimary whether it is to strike the primary; elsewhere, if not, any node */
    private record Card(FaultKind kind, boolean onPrimary) {}

    public Plan(RandomGenerator random) {
        this.random = random;
    }

    /** @param roles who is what as the round begins */
    public List<Strike> next(Roles roles) {
        List<Strike> strikes = new ArrayList<>();
        Set<String> struck = new HashSet<>();
        int wanted = random.nextInt(1, MOST_AT_ONCE + 1);
        for (int i = 0; i < wanted; i++) {
            Card card = draw();
            List<String> services = services(card, roles);
            if (services.stream().anyMatch(struck::contains)) {
                // Its turn comes in another round.
                deck.addFirst(card);
            } else {
                struck.addAll(services);
                strikes.add(strike(card.kind(), services, roles, strikes.isEmpty()));
            }
        }
        return strikes;
    }

    private Card draw() {
        if (deck.isEmpty()) {
            for (FaultKind kind : FaultKind.values()) {
                deck.add(new Card(kind, false));
                if (kind.place() == Place.NODE) {
                    // Faults of the primary matter more.
                    deck.add(new Card(kind, true));
                }
            }
            List<Card> dealt = shuffled(deck);
            deck.clear();
            deck.addAll(dealt);
        }
        return deck.removeLast();
    }

    private Strike strike(FaultKind kind, List<String> services, Roles roles, boolean first) {
        List<String> broken = kind.place().isLink() ? services.subList(0, 1) : services;
        return new Strike(
                kind,
                services,
                first ? 0 : random.nextInt(WITHIN_MS),
                random.nextInt(SHORTEST_MS, LONGEST_MS),
                broken.contains(roles.primary()));
    }

    private List<String> services(Card card, Roles roles) {
        return switch (card.kind().place()) {
            case NODE -> List.of(card.onPrimary() ? roles.primary() : oneOf(roles.nodes()));
            case NODE_PAIR -> shuffled(roles.nodes()).subList(0, 2);
            case ALL_NODES -> shuffled(roles.nodes());
            case ELECTION -> List.of(oneOf(roles.elections()));
            case ELECTION_AND_NODE -> List.of(oneOf(roles.elections()), oneOf(roles.nodes()));
            case ELECTIONS -> roles.elections();
            case ROUTER -> List.of("router");
            case HAPROXY -> List.of("haproxy");
            case KAFKA -> List.of(oneOf(roles.kafka()));
            case KAFKA_ALL -> shuffled(roles.kafka());
            case ETCD -> List.of(oneOf(roles.etcd()));
            case ETCD_PAIR -> shuffled(roles.etcd()).subList(0, 2);
            case ETCD_LEADER -> List.of(roles.etcdLeader());
            case ETCD_ALL -> shuffled(roles.etcd());
            case EVERYTHING -> shuffled(roles.everything());
        };
    }

    private String oneOf(List<String> names) {
        return names.get(random.nextInt(names.size()));
    }

    private <T> List<T> shuffled(List<T> things) {
        List<T> rest = new ArrayList<>(things);
        List<T> shuffled = new ArrayList<>();
        while (!rest.isEmpty()) {
            shuffled.add(rest.remove(random.nextInt(rest.size())));
        }
        return shuffled;
    }
}
