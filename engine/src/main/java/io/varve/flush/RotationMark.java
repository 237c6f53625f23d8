package io.varve.flush;

/// How far was frozen.
///
/// @param rotation the last one
/// @param sequence the last operation that is in it or in one before
public record RotationMark(long rotation, long sequence) {}
