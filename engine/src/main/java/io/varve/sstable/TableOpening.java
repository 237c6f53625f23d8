package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens a table that somebody describes: every byte that an answer can depend on is what was written, or will be
/// checked before it counts. Files of another size, identity or content are refused; one with a damaged filter is
/// not, as every answer is right without it (row 34), and so is every one while there is no memory for filters: what
/// is left of the budget is for the index, which nothing can be read without.
///
/// **Owner:** one thread.
final class TableOpening {
    private final TableFile file;
    private final TableSummary summary;
    private final Workspace workspace;
    private final Scratches.Scratch scratch;
    private final TableEnds ends;

    /// What is told of damage that no answer depends on; null when that is refused as well.
    private final @Nullable Consumer<StoreException> tolerated;

    /// @param file stays its owner's until a table was opened
    TableOpening(
            TableFile file,
            TableSummary summary,
            Workspace workspace,
            Scratches.Scratch scratch,
            @Nullable Consumer<StoreException> tolerated) {
        this.tolerated = tolerated;
        this.file = file;
        this.summary = summary;
        this.workspace = workspace;
        this.scratch = scratch;
        this.ends = new TableEnds(file.path(), file.identity(), summary, scratch.crc());
    }

    Table open() {
        ends.requireSize(file.size());
        boolean hasHeader = isFine(() -> {
            file.read(scratch.region(), 0, TableFormat.HEADER_SIZE, 0);
            ends.requireHeader(scratch.region());
        });
        Footer footer = footer(hasHeader ? TableHeader.storedChecksum(scratch.region(), 0) : null);
        Region properties = workspace.take(footer.properties().length() + Long.BYTES);
        isFine(() -> {
            file.readSection(footer.properties(), properties);
            ends.requireProperties(footer.properties(), properties);
        });
        Region indexRegion = workspace.take(footer.index().length());
        file.readSection(footer.index(), indexRegion);
        TableIndex index = IndexCheck.check(file.path(), footer.index(), summary.entries(), indexRegion);
        index.requireCodecs(file.path());
        Region spared =
                workspace.takeSpare(Math.max(Filter.LINE, footer.filter().length()));
        KeyFilter filter = spared == null ? KeyFilter.NONE : filter(footer, spared);
        Region words = workspace.take(Long.BYTES * (long) index.count());

        Mapping mapping = file.file().map(0, summary.bytes(), MapMode.READ);
        if (mapping.errno() != 0) {
            throw new StoreIoException("mmap", file.path(), mapping.errno());
        }
        // Decision 252. Nobody is held to an advice, so what the calls say is not looked at.
        file.file().advise(0, summary.bytes(), CacheAdvice.RANDOM);
        mapping.advise(0, summary.bytes(), MapAdvice.RANDOM);
        Blocks blocks = new Blocks(file, mapping, index, summary, words);
        return new Table(summary, workspace, blocks, filter);
    }

    private Footer footer(@Nullable Integer headerChecksum) {
        file.read(scratch.region(), 0, TableFormat.FOOTER_SIZE, summary.bytes() - TableFormat.FOOTER_SIZE);
        return ends.footer(scratch.region(), headerChecksum);
    }

    /// Whether a part is right that no answer depends on: the manifest says the same.
    private boolean isFine(Runnable step) {
        try {
            step.run();
            return true;
        } catch (CorruptionException | StoreIoException damaged) {
            if (tolerated == null) {
                throw damaged;
            }
            tolerated.accept(damaged);
            return false;
        }
    }

    /// The filter, unless there is none, or a damaged one.
    private KeyFilter filter(Footer footer, Region region) {
        try {
            file.readSection(footer.filter(), region);
            return KeyFilter.of(footer.filterShape(), region, footer.filter().length() / Filter.LINE);
        } catch (CorruptionException | StoreIoException damaged) {
            file.counters().onIgnoredFilter();
            return KeyFilter.NONE;
        }
    }
}
