package io.varve.tools.session;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Standard output: bytes, and lines in UTF-8 whatever the terminal's language is, because keys and values are bytes.
///
/// **Owner:** one thread. **Promises:** a write that is refused is an [OutputException], not silence.
public final class Output extends OutputStream {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final OutputStream target;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;

    /// Output to somewhere.
    public Output(OutputStream target) {
        super();
        this.target = target;
    }

    /// A line.
    public void line(String text) {
        text(text);
        write('\n');
    }

    /// Lines, or a part of one.
    public void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(int b) {
        if (length == buffer.length) {
            drain();
        }
        buffer[length++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        int from = offset;
        int left = count;
        while (left > 0) {
            if (length == buffer.length) {
                drain();
            }
            int some = Math.min(left, buffer.length - length);
            System.arraycopy(bytes, from, buffer, length, some);
            length += some;
            from += some;
            left -= some;
        }
    }

    @Override
    public void flush() {
        drain();
        try {
            target.flush();
        } catch (IOException refused) {
            throw new OutputException(refused);
        }
    }

    /// What was refused once is not tried again.
    private void drain() {
        int full = length;
        length = 0;
        try {
            target.write(buffer, 0, full);
        } catch (IOException refused) {
            throw new OutputException(refused);
        }
    }
}
