package io.bascule.notifier;

import io.bascule.platform.Json;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleSupplier;
import org.jboss.logging.Logger;

/**
 * Brings one page to people: try, pause, try again, and in the end write it to the log. One page at a time, in the order
 * of the story; what comes meanwhile waits in Kafka, where it survives a restart.
 */
final class Delivery {
    private static final Logger LOG = Logger.getLogger(Delivery.class);

    /** Waits; a test has another one. */
    @FunctionalInterface
    interface Pause {
        void pauseMs(long ms) throws InterruptedException;
    }

    private final Channel channel;
    private final String receiver;
    private final NotifierMetrics metrics;
    private final DoubleSupplier random;
    private final Pause pause;

    /** @param receiver who takes the pages, for the log: without a secret */
    Delivery(Channel channel, String receiver, NotifierMetrics metrics, DoubleSupplier random, Pause pause) {
        this.channel = channel;
        this.receiver = receiver;
        this.metrics = metrics;
        this.random = random;
        this.pause = pause;
    }

    /**
     * Returns once the page was taken, or was given up and logged. Bounded by {@link Backoff}: some six minutes with a
     * receiver that is always slow.
     *
     * @throws InterruptedException if the notifier is being stopped: the page was not delivered, and comes again
     */
    void deliver(Page page) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            switch (channel.send(page)) {
                case Channel.Result.Delivered delivered -> {
                    if (tries > 1) {
                        LOG.infof("%s took page %s at try %d", receiver, page.id(), tries);
                    }
                    metrics.delivered(page.severity());
                    return;
                }
                case Channel.Result.Refused refused -> {
                    giveUp(page, tries, refused.why());
                    return;
                }
                case Channel.Result.TryAgain again -> {
                    metrics.triedAgain();
                    if (tries == Backoff.TRIES_MOST) {
                        giveUp(page, tries, again.why());
                        return;
                    }
                    if (tries == 1) {
                        LOG.warnf(
                                "%s did not take page %s (%s); it is sent again up to %d times",
                                receiver, page.id(), again.why(), Backoff.TRIES_MOST - 1);
                    }
                    pause.pauseMs(Backoff.pauseMs(tries, again.askedForMs(), random.getAsDouble()));
                }
            }
        }
    }

    private void giveUp(Page page, int tries, String why) {
        metrics.undelivered(page.severity());
        LOG.errorf(
                "Undelivered, given up at try %d to %s: %s; check BASCULE_WEBHOOK_URL and the receiver. The page: %s",
                tries, receiver, why, new String(Json.write(page), StandardCharsets.UTF_8));
    }
}
