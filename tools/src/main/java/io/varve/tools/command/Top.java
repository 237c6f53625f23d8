package io.varve.tools.command;

import io.varve.PublishedStatistics;
import io.varve.StoreFiles;
import io.varve.event.StoreState;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import io.varve.tools.session.Session;
import io.varve.tools.text.Json;
import io.varve.tools.text.Sizes;
import io.varve.tools.watch.Picture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows what a store does that another process has open, as that process writes it down.
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        description = "Shows what a store does that another process has open: rates, latencies, stalls, memory, and its"
                + " tree level by level; until that process closes it, or ends. Needs no lock and changes nothing.")
public final class Top implements Callable<Integer> {
    private static final double LEAST_SECONDS = 0.05;
    private static final String HOME = "\u001b[H";
    private static final String CLEAR = "\u001b[2J";
    private static final String END_OF_LINE = "\u001b[K";
    private static final String END_OF_SCREEN = "\u001b[J";

    /// How many times over a page may be late before that is said.
    private static final long LATE = 20;

    private final Session session;

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory of the store.")
    private Path directory = Path.of(".");

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "From one picture to the next; ${DEFAULT-VALUE} by default.")
    private double seconds;

    @Option(names = "--once", description = "Shows one picture, of the rates in one interval.")
    private boolean isOnce;

    @Option(names = "--json", description = "Prints all there is, each time as one object of JSON on a line.")
    private boolean isJson;

    /// The command of a session.
    public Top(Session session) {
        this.session = session;
    }

    /// How it is with a store.
    private enum Condition {
        OPEN,
        CLOSED,
        DEAD
    }

    @Override
    public Integer call() {
        if (!(seconds >= LEAST_SECONDS && seconds <= 3600)) {
            throw new Failure(Exit.WRONG_CALL, "--interval is from 0.05 to 3600 seconds");
        }
        PublishedStatistics before = null;
        boolean isFirst = true;
        while (true) {
            PublishedStatistics now = read();
            Condition condition = condition(now);
            boolean isLast = condition != Condition.OPEN;
            // Of an open store one picture says how fast it is now, and needs two looks for that.
            if (isJson || isLast || !isOnce || !isFirst) {
                show(now, before, condition, isFirst);
                isLast |= isOnce;
            }
            if (isLast) {
                return condition == Condition.DEAD ? Exit.NOT_FOUND : Exit.OK;
            }
            if (session.pause(Duration.ofNanos((long) (seconds * 1e9)))) {
                return Exit.INTERRUPTED;
            }
            before = now;
            isFirst = false;
        }
    }

    private PublishedStatistics read() {
        PublishedStatistics found = StoreFiles.statistics(directory);
        if (found == null) {
            throw new Failure(
                    Exit.NOT_FOUND,
                    directory
                            + " has no statistics: no store was opened there for writing, or one with statistics off");
        }
        return found;
    }

    private Condition condition(PublishedStatistics now) {
        if (now.stats().state() == StoreState.CLOSED) {
            return Condition.CLOSED;
        }
        return StoreFiles.isOpenForWriting(directory) ? Condition.OPEN : Condition.DEAD;
    }

    private void show(
            PublishedStatistics now, @Nullable PublishedStatistics before, Condition condition, boolean isFirst) {
        if (isJson) {
            session.out()
                    .line(Json.write(Json.object(
                            "directory", directory,
                            "condition", condition.name().toLowerCase(Locale.ROOT),
                            "statistics", now)));
        } else {
            List<String> lines = new ArrayList<>();
            lines.add(headline(now, condition));
            lines.addAll(Picture.of(now, before));
            print(lines, isFirst);
        }
        session.out().flush();
    }

    private String headline(PublishedStatistics now, Condition condition) {
        long open = now.writtenMillis() - now.openedMillis();
        long age = System.currentTimeMillis() - now.writtenMillis();
        String what = switch (condition) {
            case OPEN -> words(now.stats().state()) + " for " + time(open) + " by pid " + now.pid();
            case CLOSED -> "closed " + time(age) + " ago by pid " + now.pid() + ", was open for " + time(open);
            case DEAD -> "pid " + now.pid() + " died and did not close it; this is what it said " + time(age) + " ago";
        };
        boolean isLate = condition == Condition.OPEN && age * 1_000_000 > LATE * now.intervalNanos() + 1_000_000_000;
        return directory + ": " + what + (isLate ? "; has said nothing for " + time(age) : "");
    }

    private static String words(StoreState state) {
        return switch (state) {
            case OPEN -> "open";
            case READ_ONLY_RESUMABLE -> "open, but the disk is full,";
            case FAILED -> "failed, and open";
            case CLOSED -> "closed";
        };
    }

    private static String time(long millis) {
        return Sizes.time(Duration.ofMillis(Math.max(0, millis)));
    }

    /// On a terminal in the place of the picture before, elsewhere below it.
    private void print(List<String> lines, boolean isFirst) {
        boolean isScreen = session.isScreen() && !isOnce;
        StringBuilder text = new StringBuilder();
        if (isScreen) {
            text.append(HOME).append(isFirst ? CLEAR : "");
        } else if (!isFirst && !isOnce) {
            text.append('\n');
        }
        lines.forEach(
                line -> text.append(line).append(isScreen ? END_OF_LINE : "").append('\n'));
        text.append(isScreen ? END_OF_SCREEN : "");
        session.out().text(text.toString());
    }
}
