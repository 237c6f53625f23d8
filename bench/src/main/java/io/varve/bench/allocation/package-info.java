/// `./varve bench allocation`: bytes of Java heap per call, of the calling thread and of the whole process.
///
/// A [Call] is what is asked of the store, [Callers] say by how many threads and of which kind, and
/// [Measurement] asks the virtual machine what was allocated meanwhile, as JMH's `gc` profiler does.
@NullMarked
package io.varve.bench.allocation;

import org.jspecify.annotations.NullMarked;
