package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.format.RecordLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// That docs/options.md says what the code does. The part between the marks is made from the table of
/// options; `-Dgolden=rewrite` writes it.
final class OptionsPageTest {
    private static final Path PAGE = Path.of("../docs/options.md");
    private static final String BEGIN = "<!-- made by OptionsPageTest; rewrite with -Dgolden=rewrite -->\n";
    private static final String END = "<!-- end of what is made -->\n";

    @Test
    void saysWhatTheTableSays() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String expected = page.substring(0, begin) + made() + page.substring(end);

        if ("rewrite".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, expected);
        } else {
            assertEquals(expected, page, "docs/options.md is out of date: run this test with -Dgolden=rewrite");
        }
    }

    private static String made() {
        StoreOptions defaults = StoreOptions.defaults();
        StringBuilder made = new StringBuilder("| option | default | unit | range | when to change it |\n");
        made.append("|---|---|---|---|---|\n");
        for (Option option : OptionTable.ALL) {
            made.append("| `").append(option.name()).append("` | ");
            made.append(option.value().apply(defaults)).append(" | ");
            made.append(option.unit().isEmpty() ? "–" : option.unit()).append(" | ");
            made.append(option.range()).append(" | ");
            made.append(option.advice()).append(" |\n");
        }
        made.append("\nLimits that follow:\n\n");
        made.append("| limit | by default | rule |\n|---|---|---|\n");
        made.append("| key | ").append(RecordLimits.MAX_KEY_LENGTH).append(" bytes | fixed |\n");
        made.append("| batch, and so a value with its key and what encoding them needs | ")
                .append(defaults.maxBatchBytes())
                .append(" bytes | the smaller of `memtableBytes` / 4 and `logSegmentBytes` - ")
                .append(Option.words("bytes", OptionTable.SEGMENT_OVERHEAD_BYTES))
                .append(" |\n");
        made.append("| memory budget, at least | ")
                .append(defaults.minimumBudgetBytes())
                .append(" bytes | `memtableBytes` × (2 + `frozenMemtables`), for each flush at a time 9/16 of a"
                        + " memtable (without `signposts` 7/16) and about 3.5 MiB, for each merge at a time a quarter"
                        + " of one, but at most 16 MiB, and about 1.5 MiB (more with larger blocks), `logBufferBytes`,"
                        + " `overflowBytes`, 1 MiB, and the larger of `ringSize` × `ringSlotBytes` and a file of the log with"
                        + " 8 KiB, which recovery reads whole |\n");
        return made.toString();
    }
}
