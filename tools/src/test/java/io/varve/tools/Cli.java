package io.varve.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.StoreOptions;
import io.varve.tools.session.Output;
import io.varve.tools.session.Session;
import io.varve.tools.text.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/// Runs the command line in this process, as often as wanted.
final class Cli {
    /// What a run came to.
    record Run(int exit, ByteArrayOutputStream printed, String err) {
        byte[] bytes() {
            return printed.toByteArray();
        }

        String out() {
            return printed.toString(UTF_8);
        }
    }

    /// So that an open takes no time.
    private static final StoreOptions SMALL = StoreOptions.builder()
            .memtableBytes(1 << 20)
            .logSegmentBytes(1 << 20)
            .logBufferBytes(64 << 10)
            .build();

    private Cli() {}

    static Run run(String... arguments) {
        return run(new byte[0], arguments);
    }

    /// With something on standard input.
    static Run run(byte[] in, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        int exit = Main.run(session(in, out, err), arguments);
        return new Run(exit, out, err.toString());
    }

    /// With commands of a test instead of all.
    static Run runOf(Object[] commands, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        int exit = Main.run(session(new byte[0], out, err), commands, arguments);
        return new Run(exit, out, err.toString());
    }

    /// What stands in JSON, behind names and indexes.
    static String at(String json, Object... path) {
        Object value = JsonReader.read(json);
        for (Object step : path) {
            value = switch (value) {
                case Map<?, ?> map -> map.get(step);
                case List<?> list -> list.get((Integer) step);
                case null, default -> throw new AssertionError("nothing at " + step + " in " + json);
            };
        }
        return String.valueOf(value);
    }

    private static Session session(byte[] in, ByteArrayOutputStream out, StringWriter err) {
        return new Session(
                new ByteArrayInputStream(in), new Output(out), new PrintWriter(err, true), false, false, SMALL);
    }
}
