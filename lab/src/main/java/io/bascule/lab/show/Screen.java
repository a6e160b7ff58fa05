package io.bascule.lab.show;

import java.io.PrintStream;
import java.util.List;

/**
 * A terminal with a picture at its end that is drawn over and over, and lines that scroll by above it. Where the output
 * is no terminal there is no picture, only lines. Safe for use by several threads.
 */
public final class Screen {
    private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[0J";

    /** A line that wraps would take two, and the next picture would not cover it. */
    private static final String WRAP_OFF = "\u001b[?7l";

    private static final String WRAP_ON = "\u001b[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private List<String> picture = List.of();

    public Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    public static Screen system() {
        return new Screen(
                System.out, System.console() != null && System.console().isTerminal());
    }

    public boolean isTerminal() {
        return terminal;
    }

    /** Lets a line scroll by. */
    public synchronized void line(String line) {
        erase();
        out.println(line);
        draw();
    }

    /** Replaces the picture. */
    public synchronized void picture(List<String> lines) {
        if (!terminal || lines.equals(picture)) {
            return;
        }
        erase();
        picture = List.copyOf(lines);
        draw();
    }

    /** Leaves the picture where it is: what comes next stands below it. */
    public synchronized void keepPicture() {
        picture = List.of();
    }

    private void erase() {
        if (!picture.isEmpty()) {
            out.print(UP_AND_CLEAR.formatted(picture.size()));
        }
    }

    private void draw() {
        if (!picture.isEmpty()) {
            out.print(WRAP_OFF);
            picture.forEach(out::println);
            out.print(WRAP_ON);
        }
        out.flush();
    }
}
