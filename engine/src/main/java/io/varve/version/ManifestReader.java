package io.varve.version;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// Reads manifests, and changes nothing.
///
/// **A torn edit is not damage, and damage is not a torn edit** (P12). An edit is written after the sync of the
/// edit before it has succeeded, and the marker is made after the sync of the first edit. So the first edit, and
/// every edit that an intact one follows, was durable: if it is not intact, that is damage, and an exception. (An
/// edit that stands where another belongs is proof as well: it was exchanged.) The
/// last edit may not have been; if it is not intact, the manifest ends before it, and the report says so. What
/// this cannot see is damage that hits just the last edit, after it was acknowledged: the log can tell, whose
/// segments name an edit that was durable before them.
final class ManifestReader {
    private final ManifestConfig config;

    ManifestReader(ManifestConfig config) {
        this.config = config;
    }

    /// Reads the manifest that a marker names.
    ManifestFound read(MarkerName marker) {
        ManifestFiles.checkEmpty(config.directory(), marker);
        String path = config.directory().path() + "/" + marker.manifestName();
        Content content = content(marker.manifestName());
        if (content == null) {
            throw new CorruptionException(
                    config.directory().path() + "/" + marker.name(), 0, "a name of an existing manifest", path);
        }
        byte[] file = content.bytes;
        ManifestFormat.Header header = ManifestFormat.decodeHeader(file, path);
        if (header.manifest() != marker.manifest() || header.iteration() != marker.iteration()) {
            throw new CorruptionException(
                    path,
                    0,
                    "manifest " + marker.manifest() + " of iteration " + marker.iteration(),
                    "manifest " + header.manifest() + " of iteration " + header.iteration());
        }
        if (header.size() != content.size) {
            throw new CorruptionException(
                    path, content.size, "a file of " + header.size() + " bytes", content.size + " bytes");
        }
        return replay(marker, header, content, path);
    }

    /// Whether a manifest that no marker names is what a creation left that never came to its end: of the first
    /// iteration, and with at most its first edit. A creation that came to its end has made a second one.
    boolean isUnfinished(long number) {
        Content content = content(MarkerName.manifestName(number));
        ManifestFormat.Header header = content == null ? null : header(content, number);
        return content != null && (header == null || isUnfinished(header, content));
    }

    /// Whether a manifest that no marker names may be removed: it is of this store, or of a creation that never
    /// came to its end.
    boolean isOurs(long number, Creation creation) {
        Content content = content(MarkerName.manifestName(number));
        if (content == null) {
            return false;
        }
        ManifestFormat.Header header = header(content, number);
        return header == null
                ? endOf(content.bytes) == 0
                : header.store().equals(creation.store()) || isUnfinished(header, content);
    }

    private static boolean isUnfinished(ManifestFormat.Header header, Content content) {
        return header.iteration() == 1 && !hasEditFrom(header, content.bytes, 2 * ManifestFormat.UNIT);
    }

    private static ManifestFormat.@Nullable Header header(Content content, long number) {
        try {
            ManifestFormat.Header header = ManifestFormat.decodeHeader(content.bytes, MarkerName.manifestName(number));
            return header.manifest() == number ? header : null;
        } catch (CorruptionException none) {
            return null;
        }
    }

    private static ManifestFound replay(MarkerName marker, ManifestFormat.Header header, Content content, String path) {
        byte[] file = content.bytes;
        ManifestState state = null;
        int previous = ManifestFormat.checksumOf(file);
        int offset = ManifestFormat.UNIT;
        while (offset < file.length) {
            ManifestFormat.Frame frame = ManifestFormat.decode(header.store(), header.manifest(), file, offset);
            if (frame == null) {
                break;
            }
            long expected = state == null ? header.firstEdit() : state.editNumber() + 1;
            if (frame.number() != expected || frame.previous() != previous) {
                throw new CorruptionException(
                        path,
                        offset,
                        "edit " + expected + " after checksum " + ManifestFormat.hex(previous),
                        "edit " + frame.number() + " after checksum " + ManifestFormat.hex(frame.previous()));
            }
            state = apply(state, frame, frame.fields(file), header, path);
            previous = frame.checksum();
            offset += frame.size();
        }
        if (state == null) {
            throw new CorruptionException(path, offset, "edit " + header.firstEdit(), "no intact edit");
        }
        int end = endOf(file);
        boolean isTorn = end > offset;
        if (isTorn && hasEditFrom(header, file, offset)) {
            throw new CorruptionException(
                    path, offset, "edit " + (state.editNumber() + 1) + ", which others follow", "no intact edit");
        }
        long edits = state.editNumber() - header.firstEdit() + 1;
        ManifestReport report =
                new ManifestReport(path, edits, isTorn ? offset : -1, isTorn ? end - offset : 0, content.isDirect);
        return new ManifestFound(marker, state, report);
    }

    private static ManifestState apply(
            @Nullable ManifestState state,
            ManifestFormat.Frame frame,
            byte[] fields,
            ManifestFormat.Header header,
            String path) {
        ManifestEdit edit =
                EditReader.decode(fields, frame.millis(), path, frame.offset() + ManifestFormat.EDIT_HEADER_SIZE);
        try {
            ManifestState next = state == null
                    ? ManifestState.of(edit, frame.epoch(), frame.number())
                    : state.apply(edit, frame.epoch());
            if (!next.creation().store().equals(header.store())) {
                throw new IllegalArgumentException(
                        "creation of store " + next.creation().store());
            }
            return next;
        } catch (IllegalArgumentException contradiction) {
            throw new CorruptionException(
                    path, frame.offset(), "an edit that fits those before", String.valueOf(contradiction.getMessage()));
        }
    }

    /// Whether an intact edit stands at `offset` or behind, be it at its place or not: then everything before it
    /// in its order was durable.
    private static boolean hasEditFrom(ManifestFormat.Header header, byte[] file, int offset) {
        // What a tear leaves looks like an edit at one place at most. A file made to look like one everywhere
        // would keep us busy for the square of its size, so that is damage, too.
        long budget = 4L * file.length;
        for (int at = offset; at < file.length && budget > 0; at += ManifestFormat.UNIT) {
            int length = ManifestFormat.plausibleLength(file, at);
            if (length > 0 && ManifestFormat.isIntact(header.store(), header.manifest(), file, at)) {
                return true;
            }
            budget -= length;
        }
        return budget <= 0;
    }

    /// The offset behind the last byte that is not zero.
    private static int endOf(byte[] file) {
        int end = file.length;
        while (end > 0 && file[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static final class Content {
        final byte[] bytes;
        final long size;
        final boolean isDirect;

        Content(byte[] bytes, long size, boolean isDirect) {
            this.bytes = bytes;
            this.size = size;
            this.isDirect = isDirect;
        }
    }

    /// All of a file, up to the largest size that a manifest can have; null when it does not exist.
    private @Nullable Content content(String name) {
        boolean isDirect = config.directory().capabilities().hasDirect();
        DiskFile file = open(name, isDirect);
        if (isDirect && (file.errno() == Errno.EINVAL || file.errno() == Errno.EOPNOTSUPP)) {
            isDirect = false;
            file = open(name, false);
        }
        try (DiskFile opened = file) {
            if (opened.errno() == Errno.ENOENT) {
                return null;
            }
            if (opened.errno() != 0) {
                throw new StoreIoException("open", opened.path(), opened.errno());
            }
            FileStat stat = new FileStat();
            SmallFile.check("statx", opened, opened.stat(stat));
            int length = (int) Math.min(stat.size(), ManifestFormat.MAX_SIZE);
            Region buffer = config.memory().allocate(config.account(), ManifestConfig.bufferSize(length), Pages.BASE);
            try {
                byte[] bytes = SmallFile.read(opened, buffer, length);
                return new Content(bytes, bytes.length < length ? bytes.length : stat.size(), isDirect);
            } finally {
                config.memory().free(buffer);
            }
        }
    }

    private DiskFile open(String name, boolean isDirect) {
        return config.directory().open(name, isDirect ? OpenFlags.READ | OpenFlags.DIRECT : OpenFlags.READ);
    }
}
