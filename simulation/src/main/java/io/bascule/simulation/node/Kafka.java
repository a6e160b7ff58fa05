package io.bascule.simulation.node;

import io.bascule.events.Probe;
import io.bascule.simulation.check.Scene;
import io.bascule.simulation.engine.Program;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Carries probes and orders to look: late, twice, out of order, or not at all. */
public final class Kafka {
    public static final String PLACE = "kafka";

    private final Scene scene;
    private final Map<String, Reader> readers = new TreeMap<>();
    private final Map<Program, Runnable> lookers = new LinkedHashMap<>();
    private boolean away;
    private double flaky = 0.002;

    private record Reader(Program program, Consumer<Probe> take) {}

    public Kafka(Scene scene) {
        this.scene = scene;
    }

    public void subscribe(Program program, Consumer<Probe> take) {
        readers.put(program.name(), new Reader(program, take));
    }

    public void away(boolean now) {
        away = now;
    }

    /** @param probability that a probe is dropped, repeated or held up */
    public void flaky(double probability) {
        flaky = probability;
    }

    void publish(String from, Probe probe) {
        if (away || !scene.network().both(from, PLACE)) {
            return;
        }
        for (Reader reader : readers.values()) {
            if (!reader.program().isRunning()
                    || !scene.network().both(PLACE, reader.program().place())) {
                continue;
            }
            if (!scene.dice().chance(flaky)) {
                send(reader, probe, scene.dice().delay(1500));
                continue;
            }
            int times = scene.dice().below(3);
            for (int i = 0; i < times; i++) {
                send(reader, probe, scene.dice().between(1000, 2_000_000));
            }
        }
    }

    /** An order to look, late, twice, or never. */
    public void look(String from) {
        if (away || !scene.network().both(from, PLACE)) {
            return;
        }
        lookers.forEach((program, wake) -> {
            if (!program.isRunning() || !scene.network().both(PLACE, program.place())) {
                return;
            }
            int times = scene.dice().chance(flaky) ? scene.dice().below(3) : 1;
            for (int i = 0; i < times; i++) {
                long micros =
                        times == 1 ? scene.dice().delay(1500) : scene.dice().between(1000, 2_000_000);
                scene.schedule().in(micros, program, wake);
            }
        });
    }

    void subscribeOrders(Program program, Runnable wake) {
        lookers.put(program, wake);
    }

    private void send(Reader reader, Probe probe, long micros) {
        scene.schedule().in(micros, reader.program(), () -> reader.take().accept(probe));
    }
}
