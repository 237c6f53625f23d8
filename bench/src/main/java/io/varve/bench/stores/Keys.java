package io.varve.bench.stores;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// How the keys of entries are made of their numbers.
///
/// In no order, a number is multiplied with an odd one, which gives every number a key of its own; what is left of it
/// after 31 bits is what the shorter kinds have.
public final class Keys {
    /// In no order, and 16 bytes long: what is meant unless somebody says otherwise.
    public static final Keys ANY = new Keys(Kind.PAIR, false);

    private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
    private static final long NOT_NEGATIVE = Integer.MAX_VALUE;
    private static final int TEXT_BYTES = 16;

    /// Of what is not negative and has 31 bits.
    private static final int MOST_DIGITS = 10;

    private final Kind kind;
    private final boolean isOrdered;
    private final long factor;

    /// How a key looks.
    public enum Kind {
        /// Eight bytes that say where it is, and the number.
        PAIR,
        /// Four bytes of which the first counts least: in a store that compares bytes, their order is none.
        INT_LITTLE,
        /// Four bytes of which the first counts most.
        INT_BIG,
        /// Sixteen decimal digits.
        TEXT
    }

    /// @param isOrdered whether a larger number has a larger key
    public Keys(Kind kind, boolean isOrdered) {
        this.kind = kind;
        this.isOrdered = isOrdered;
        this.factor = isOrdered ? 1 : FACTOR;
    }

    /// Length of every key.
    public int bytes() {
        return switch (kind) {
            case PAIR -> 2 * Long.BYTES;
            case INT_LITTLE, INT_BIG -> Integer.BYTES;
            case TEXT -> TEXT_BYTES;
        };
    }

    /// How they look.
    public Kind kind() {
        return kind;
    }

    /// Whether a larger number has a larger key, for who compares them as they are meant.
    public boolean isOrdered() {
        return isOrdered;
    }

    void put(ByteBuffer into, long number) {
        into.clear();
        switch (kind) {
            case PAIR -> into.putLong(0, number * factor).putLong(Long.BYTES, number);
            case INT_LITTLE -> into.putInt(0, Integer.reverseBytes(place(number)));
            case INT_BIG -> into.putInt(0, place(number));
            case TEXT -> putDigits(into, place(number));
        }
    }

    private int place(long number) {
        return (int) (number * factor & NOT_NEGATIVE);
    }

    private static void putDigits(ByteBuffer into, int number) {
        int left = number;
        for (int i = TEXT_BYTES - 1; i >= 0; i--) {
            into.put(i, (byte) ('0' + left % 10));
            left /= 10;
        }
    }

    /// The first eight bytes of a value, which tell its key.
    long tag(long number) {
        return kind == Kind.PAIR ? number : place(number);
    }

    boolean belong(ByteBuffer key, ByteBuffer value) {
        long told = switch (kind) {
            case PAIR -> key.getLong(Long.BYTES);
            case INT_LITTLE -> Integer.reverseBytes(key.getInt(0));
            case INT_BIG -> key.getInt(0);
            case TEXT -> digits(key);
        };
        return told == value.getLong(0);
    }

    private static long digits(ByteBuffer from) {
        long number = 0;
        for (int i = TEXT_BYTES - MOST_DIGITS; i < TEXT_BYTES; i++) {
            number = number * 10 + from.get(i) - '0';
        }
        return number;
    }

    /// The first numbers, in the order of their keys.
    ///
    /// @param isNumeric whether the store compares integers as such, and not bytes
    long[] inOrder(int count, boolean isNumeric) {
        long[] numbers = new long[count];
        Arrays.setAll(numbers, number -> order(number, isNumeric));
        Arrays.sort(numbers);
        long back = inverse(factor);
        Arrays.setAll(numbers, i -> number(numbers[i], isNumeric, back));
        return numbers;
    }

    /// What compares as keys do.
    private long order(long number, boolean isNumeric) {
        return switch (kind) {
            case PAIR -> number * factor ^ Long.MIN_VALUE;
            case INT_LITTLE -> isNumeric ? place(number) : Integer.toUnsignedLong(Integer.reverseBytes(place(number)));
            case INT_BIG, TEXT -> place(number);
        };
    }

    private long number(long order, boolean isNumeric, long back) {
        return switch (kind) {
            case PAIR -> (order ^ Long.MIN_VALUE) * back;
            case INT_LITTLE -> (isNumeric ? order : Integer.reverseBytes((int) order)) * back & NOT_NEGATIVE;
            case INT_BIG, TEXT -> order * back & NOT_NEGATIVE;
        };
    }

    /// The one of the first numbers whose key is the largest.
    long last(long count, boolean isNumeric) {
        long last = 0;
        long largest = Long.MIN_VALUE;
        for (long number = 0; number < count; number++) {
            long order = order(number, isNumeric);
            if (order > largest) {
                largest = order;
                last = number;
            }
        }
        return last;
    }

    /// What undoes the multiplication with an odd number: each round doubles the bits that are right.
    private static long inverse(long odd) {
        long inverse = odd;
        for (int right = 3; right < Long.SIZE; right *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
