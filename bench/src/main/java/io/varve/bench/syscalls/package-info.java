/// `./varve bench syscalls`: what a store asks of the kernel per put, seen from outside. Equal durability is
/// shown by what is synced, not by what options are called.
///
/// A [Child] puts to one store in a process of its own, which `strace` watches; [Trace] reads what it saw
/// between two marks that the child prints.
@NullMarked
package io.varve.bench.syscalls;

import org.jspecify.annotations.NullMarked;
