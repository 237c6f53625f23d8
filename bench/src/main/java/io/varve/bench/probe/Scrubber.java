package io.varve.bench.probe;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Takes the places of this machine out of texts that are kept: results tell of hardware and software, not
/// of whose directories they lay in.
public final class Scrubber {
    private final Map<String, String> places = new LinkedHashMap<>();

    /// One that knows the repository and the directory of the test files.
    public Scrubber(Path repository, Path files) {
        // The longer one first: the files may lie below the repository.
        places.put(files.toString(), "<files>");
        Path parent = files.getParent();
        if (parent != null && parent.getNameCount() > 0 && !parent.equals(repository)) {
            places.put(
                    parent.toString(),
                    parent.startsWith(repository)
                            ? repository.relativize(parent).toString()
                            : "<dir>");
        }
        places.put(repository + "/", "");
        places.put(repository.toString(), ".");
        put("java.home", "<java.home>");
        put("user.home", "<home>");
    }

    /// The text without them.
    public String scrub(String text) {
        String clean = text;
        for (Map.Entry<String, String> place : places.entrySet()) {
            clean = clean.replace(place.getKey(), place.getValue());
        }
        return clean;
    }

    private void put(String property, String replacement) {
        String place = System.getProperty(property, "/");
        if (place.length() > 1) {
            places.put(place, replacement);
        }
    }
}
