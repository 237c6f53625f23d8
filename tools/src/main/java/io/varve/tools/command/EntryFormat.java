package io.varve.tools.command;

import io.varve.tools.text.Json;
import io.varve.tools.text.Notation;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How keys and values are written, on the command line and in what is printed.
final class EntryFormat {
    @Option(
            names = {"-x", "--hex"},
            description = "Keys and values are hexadecimal digits, on the command line and in what is printed.")
    private boolean isHex;

    @Option(
            names = "--json",
            description = "JSON, one object on a line; what is no text stands in keyHex and valueHex.")
    private boolean isJson;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    boolean isJson() {
        return isJson;
    }

    boolean isHex() {
        return isHex;
    }

    Notation notation() {
        return isHex ? Notation.HEX : Notation.TEXT;
    }

    /// The bytes of an argument.
    ///
    /// @param what it is, for the message of a refusal
    byte[] parse(String what, String argument) {
        try {
            // What the JVM could not decode it has replaced, and nobody knows by then what it was.
            if (!isHex && argument.indexOf('\uFFFD') >= 0) {
                throw new IllegalArgumentException(
                        "it has bytes that are no text here; write them as \\xHH, or all of it with --hex");
            }
            return notation().parse(argument);
        } catch (IllegalArgumentException wrong) {
            throw refusal("the " + what + " cannot be read: " + wrong.getMessage());
        }
    }

    /// An entry as a line; without its value when that is null.
    String line(byte[] key, byte @Nullable [] value) {
        if (isJson) {
            Map<String, @Nullable Object> entry = Json.object();
            Json.putBytes(entry, "key", key, isHex);
            if (value != null) {
                Json.putBytes(entry, "value", value, isHex);
            }
            return Json.write(entry);
        }
        String shown = notation().show(key);
        return value == null ? shown : shown + '\t' + notation().show(value);
    }

    ParameterException refusal(String sentence) {
        if (command == null) {
            throw new IllegalStateException("not part of a command");
        }
        return new ParameterException(command.commandLine(), sentence);
    }
}
