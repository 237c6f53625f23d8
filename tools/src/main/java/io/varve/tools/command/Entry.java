package io.varve.tools.command;

/// A key and its value, on their way into a store. Not a record, whose equality of arrays would mislead.
final class Entry {
    private final byte[] key;
    private final byte[] value;

    Entry(byte[] key, byte[] value) {
        this.key = key;
        this.value = value;
    }

    byte[] key() {
        return key;
    }

    byte[] value() {
        return value;
    }

    long bytes() {
        return key.length + (long) value.length;
    }
}
