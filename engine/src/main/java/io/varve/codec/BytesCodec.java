package io.varve.codec;

/// Bytes. As a part of a key, a byte 0 is 00 FF, and 00 01 is the end: it is below whatever can go on.
final class BytesCodec implements Codec<byte[]> {
    private static final int ESCAPED = 0xFF;
    private static final int END = 0x01;

    @Override
    public void write(byte[] value, KeyWriter into) {
        for (byte one : value) {
            into.put(one);
            if (one == 0) {
                into.put(ESCAPED);
            }
        }
        into.put(0).put(END);
    }

    @Override
    public byte[] read(KeyReader from) {
        KeyWriter value = new KeyWriter();
        while (true) {
            int one = from.next();
            int behind = one == 0 ? from.next() : ESCAPED;
            if (behind == END) {
                return value.toBytes();
            }
            if (behind != ESCAPED) {
                throw from.malformed("behind a byte 0, which ends or goes on, stands " + behind);
            }
            value.put(one);
        }
    }

    @Override
    public byte[] encode(byte[] value) {
        return value.clone();
    }

    @Override
    public byte[] decode(byte[] key) {
        return key.clone();
    }
}
