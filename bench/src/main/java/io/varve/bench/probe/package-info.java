/// What all probes share: how they are asked and how they answer, where their files lie, which machine they
/// ran on, and the folder their result is kept in.
@NullMarked
package io.varve.bench.probe;

import org.jspecify.annotations.NullMarked;
