package io.varve.tools.text;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Values as JSON, each on one line: maps, lists, records, texts, numbers, truths and null. What is none of these,
/// such as a path or a duration, is its text.
public final class Json {
    private static final String NAMED = "\"\\\n\r\t\b\f";
    private static final String NAMES = "\"\\nrtbf";

    private Json() {}

    /// A value as JSON.
    public static String write(@Nullable Object value) {
        StringBuilder json = new StringBuilder();
        write(value, json);
        return json.toString();
    }

    /// A map of names and values in turn, in this order.
    public static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    /// Bytes under a name: as the text that they are; under the name with `Hex` behind when they are none, or
    /// hexadecimal digits are wanted.
    public static void putBytes(Map<String, @Nullable Object> object, String name, byte[] bytes, boolean isHexWanted) {
        String text = isHexWanted ? null : Utf8.decode(bytes);
        if (text == null) {
            object.put(name + "Hex", Notation.HEX.show(bytes));
        } else {
            object.put(name, text);
        }
    }

    /// The parts of a record by their names.
    ///
    /// By reflection, against the custom of the house: a list of names by hand would forget the next one.
    public static Map<String, @Nullable Object> parts(Record record) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        for (RecordComponent part : record.getClass().getRecordComponents()) {
            try {
                parts.put(part.getName(), part.getAccessor().invoke(record));
            } catch (ReflectiveOperationException notPublic) {
                throw new IllegalArgumentException(record.getClass() + " is not public", notPublic);
            }
        }
        return parts;
    }

    private static void write(@Nullable Object value, StringBuilder json) {
        switch (value) {
            case null -> json.append("null");
            case Map<?, ?> map -> object(map, json);
            case List<?> list -> list(list, json);
            case Record record -> object(parts(record), json);
            case Boolean truth -> json.append(truth);
            case Double number when !Double.isFinite(number) -> json.append("null");
            case Number number -> json.append(number);
            default -> text(value.toString(), json);
        }
    }

    private static void object(Map<?, ?> map, StringBuilder json) {
        String before = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.append(before);
            text(String.valueOf(entry.getKey()), json);
            json.append(':');
            write(entry.getValue(), json);
            before = ",";
        }
        json.append(map.isEmpty() ? "{}" : "}");
    }

    private static void list(List<?> list, StringBuilder json) {
        String before = "[";
        for (Object each : list) {
            json.append(before);
            write(each, json);
            before = ",";
        }
        json.append(list.isEmpty() ? "[]" : "]");
    }

    private static void text(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int named = NAMED.indexOf(c);
            if (named >= 0) {
                json.append('\\').append(NAMES.charAt(named));
            } else if (c < ' '
                    || c == 0x7F
                    || c == '\u2028'
                    || c == '\u2029'
                    || Character.getType(c) == Character.FORMAT) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
