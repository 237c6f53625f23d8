package io.varve;

import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.view.Horizon;
import io.varve.write.Commits;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Writes for the store that wait for their end: checks, enters, hands over to the commit path, leaves.
final class Writes {
    private final WriteRules rules;
    private final @Nullable Commits commits;
    private final Horizon horizon;

    /// @param commits null in a store that was opened read-only
    Writes(WriteRules rules, @Nullable Commits commits, Horizon horizon) {
        this.rules = rules;
        this.commits = commits;
        this.horizon = horizon;
    }

    void write(int kind, byte[] key, byte[] value, WriteOptions options) {
        boolean isSync = rules.isSync(options);
        long expiry = rules.expiry(kind, options);
        rules.check(key, value, expiry);
        int ticket = rules.enter();
        try {
            commits().write(kind, key, value, expiry, isSync, rules.deadline(options));
            rules.rejections().end();
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        } finally {
            rules.exit(ticket);
        }
    }

    void write(int kind, MemorySegment key, MemorySegment value, WriteOptions options) {
        boolean isSync = rules.isSync(options);
        long expiry = rules.expiry(kind, options);
        rules.check(key, value, expiry);
        int ticket = rules.enter();
        try {
            commits().write(kind, key, value, expiry, isSync, rules.deadline(options));
            rules.rejections().end();
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        } catch (IllegalStateException | WrongThreadException unreadable) {
            throw Segments.unusable("the key or the value cannot be read from this thread", unreadable);
        } finally {
            rules.exit(ticket);
        }
    }

    void write(WriteBatch batch, WriteOptions options) {
        boolean isSync = rules.isSyncOfBatch(options);
        batch.beginWrite();
        try {
            int ticket = rules.enter();
            try {
                if (batch.operations() > 0) {
                    long deadline = rules.deadline(options);
                    commits().write(batch.region(), batch.sizeBytes(), batch.operations(), isSync, deadline);
                    rules.rejections().end();
                }
            } catch (WriteRejectedException refused) {
                throw rules.named(refused);
            } finally {
                rules.exit(ticket);
            }
        } finally {
            batch.endWrite();
        }
    }

    void syncUpTo(long sequence) {
        int ticket = rules.enter();
        try {
            if (horizon.durableAcquire() < sequence) {
                commits().sync(rules.deadline(WriteOptions.asTheStore()));
            }
        } catch (WriteRejectedException refused) {
            throw rules.named(refused);
        } finally {
            rules.exit(ticket);
        }
    }

    private Commits commits() {
        if (commits == null) {
            throw new WriteRejectedException(RejectionCause.READ_ONLY);
        }
        return commits;
    }
}
