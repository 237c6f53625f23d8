package io.varve.nativeio.sim;

import java.util.Arrays;

/// The bytes of one layer of one file, in pages that stores share until one of them writes.
///
/// **Invariant:** a page that is not owned is never written, so [#fork()] costs one reference per page.
final class PageStore {
    static final int PAGE_SIZE = 4096;
    static final int SECTOR_SIZE = 512;

    private static final byte[] ZEROS = new byte[PAGE_SIZE];

    private byte[][] pages = {};
    private boolean[] isOwned = {};

    PageStore fork() {
        PageStore fork = new PageStore();
        fork.pages = pages.clone();
        fork.isOwned = new boolean[isOwned.length];
        Arrays.fill(isOwned, false);
        return fork;
    }

    /// One past the last page that may hold something else than zeros.
    int end() {
        return pages.length;
    }

    /// The page's bytes, for reading only.
    byte[] page(int index) {
        return index < pages.length ? pages[index] : ZEROS;
    }

    void read(long position, byte[] into, int offset, int length) {
        int done = 0;
        while (done < length) {
            int inPage = (int) ((position + done) % PAGE_SIZE);
            int count = Math.min(length - done, PAGE_SIZE - inPage);
            System.arraycopy(page(index(position + done)), inPage, into, offset + done, count);
            done += count;
        }
    }

    byte[] read(long position, int length) {
        byte[] bytes = new byte[length];
        read(position, bytes, 0, length);
        return bytes;
    }

    void write(long position, byte[] from, int offset, int length) {
        int done = 0;
        while (done < length) {
            int inPage = (int) ((position + done) % PAGE_SIZE);
            int count = Math.min(length - done, PAGE_SIZE - inPage);
            writeInPage(index(position + done), inPage, from, offset + done, count);
            done += count;
        }
    }

    /// Takes a range as another store has it.
    void copy(PageStore source, long position, int length) {
        int done = 0;
        while (done < length) {
            int inPage = (int) ((position + done) % PAGE_SIZE);
            int count = Math.min(length - done, PAGE_SIZE - inPage);
            int index = index(position + done);
            writeInPage(index, inPage, source.page(index), inPage, count);
            done += count;
        }
    }

    /// Zeros over zeros, of which a store that fills files ahead writes most, change nothing.
    @SuppressWarnings("ReferenceEquality") // the shared page itself is meant
    private void writeInPage(int index, int inPage, byte[] from, int offset, int count) {
        boolean isSame = page(index) == ZEROS
                && (from == ZEROS || Arrays.equals(from, offset, offset + count, ZEROS, inPage, inPage + count));
        if (!isSame) {
            System.arraycopy(from, offset, owned(index), inPage, count);
        }
    }

    /// Zeros from `position` on, up to the end of its page.
    void zeroRestOfPage(long position) {
        int inPage = (int) (position % PAGE_SIZE);
        byte[] page = page(index(position));
        if (inPage != 0 && Arrays.mismatch(page, inPage, PAGE_SIZE, ZEROS, inPage, PAGE_SIZE) >= 0) {
            Arrays.fill(owned(index(position)), inPage, PAGE_SIZE, (byte) 0);
        }
    }

    void zeroPage(int index) {
        if (index < pages.length) {
            pages[index] = ZEROS;
            isOwned[index] = false;
        }
    }

    void fillPage(int index, byte[] content) {
        System.arraycopy(content, 0, owned(index), 0, PAGE_SIZE);
    }

    /// Takes a page as another store has it.
    void sharePage(int index, PageStore source) {
        if (index >= source.pages.length) {
            zeroPage(index);
            return;
        }
        grow(index);
        pages[index] = source.pages[index];
        isOwned[index] = false;
        source.isOwned[index] = false;
    }

    static int index(long position) {
        return Math.toIntExact(position / PAGE_SIZE);
    }

    private byte[] owned(int index) {
        grow(index);
        if (!isOwned[index]) {
            pages[index] = pages[index].clone();
            isOwned[index] = true;
        }
        return pages[index];
    }

    private void grow(int index) {
        int before = pages.length;
        if (index >= before) {
            int after = Math.max(index + 1, before + before / 2);
            pages = Arrays.copyOf(pages, after);
            isOwned = Arrays.copyOf(isOwned, after);
            Arrays.fill(pages, before, after, ZEROS);
        }
    }
}
