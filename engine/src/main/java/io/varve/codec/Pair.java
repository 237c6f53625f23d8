package io.varve.codec;

/// Two values, of which the first counts first.
///
/// @param <A> the first
/// @param <B> the second
public record Pair<A, B>(A first, B second) {}
