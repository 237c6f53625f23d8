package io.varve.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// As much of Markdown as notes use: headings, paragraphs, lists, tables, code, bold and links.
final class Markdown {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\(([^)]+)\\)");
    private static final Pattern RULE = Pattern.compile("\\|?[ :|-]+\\|?");

    private final List<String> lines;
    private final StringBuilder html = new StringBuilder();
    private final List<String> paragraph = new ArrayList<>();
    private int at;

    private Markdown(String text) {
        lines = text.lines().toList();
    }

    static String html(String text) {
        Markdown markdown = new Markdown(text);
        while (markdown.at < markdown.lines.size()) {
            markdown.block();
        }
        markdown.endParagraph();
        return markdown.html.toString();
    }

    private void block() {
        String line = lines.get(at);
        if (line.startsWith("```")) {
            endParagraph();
            code();
        } else if (line.startsWith("#")) {
            endParagraph();
            html.append("<h5>").append(inline(line.replaceFirst("^#+ *", ""))).append("</h5>\n");
            at++;
        } else if (line.startsWith("|")) {
            endParagraph();
            table();
        } else if (line.startsWith("- ")) {
            endParagraph();
            list();
        } else if (line.isBlank()) {
            endParagraph();
            at++;
        } else {
            paragraph.add(line);
            at++;
        }
    }

    private void code() {
        html.append("<pre>");
        for (at++; at < lines.size() && !lines.get(at).startsWith("```"); at++) {
            html.append(Svg.escape(lines.get(at))).append('\n');
        }
        at++;
        html.append("</pre>\n");
    }

    private void table() {
        html.append("<div class=\"scroll\"><table>");
        boolean isHead = true;
        for (; at < lines.size() && lines.get(at).startsWith("|"); at++) {
            if (RULE.matcher(lines.get(at)).matches()) {
                isHead = false;
                continue;
            }
            String cell = isHead ? "th" : "td";
            html.append("<tr>");
            String line = lines.get(at).strip();
            for (String each : line.substring(1, line.length() - (line.endsWith("|") ? 1 : 0))
                    .split("\\|", -1)) {
                html.append('<')
                        .append(cell)
                        .append('>')
                        .append(inline(each.strip()))
                        .append("</")
                        .append(cell)
                        .append('>');
            }
            html.append("</tr>\n");
        }
        html.append("</table></div>\n");
    }

    private void list() {
        html.append("<ul>");
        while (at < lines.size() && lines.get(at).startsWith("- ")) {
            StringBuilder item = new StringBuilder(lines.get(at).substring(2));
            for (at++;
                    at < lines.size()
                            && lines.get(at).startsWith("  ")
                            && !lines.get(at).isBlank();
                    at++) {
                item.append(' ').append(lines.get(at).strip());
            }
            html.append("<li>").append(inline(item.toString())).append("</li>\n");
        }
        html.append("</ul>\n");
    }

    private void endParagraph() {
        if (!paragraph.isEmpty()) {
            html.append("<p>").append(inline(String.join(" ", paragraph))).append("</p>\n");
            paragraph.clear();
        }
    }

    /// A link to a file of the repository is shown as its words: the page may lie anywhere.
    private static String inline(String text) {
        String escaped = Svg.escape(text);
        escaped = CODE.matcher(escaped).replaceAll("<code>$1</code>");
        escaped = BOLD.matcher(escaped).replaceAll("<strong>$1</strong>");
        return LINK.matcher(escaped).replaceAll("$1");
    }
}
