/// What this machine gives a store: facts that are read, latencies that are measured, and what follows from both.
@NullMarked
package io.varve.tools.doctor;

import org.jspecify.annotations.NullMarked;
