/// Mutants: errors that somebody might make, made on purpose, to see that a test notices.
///
/// A mutant is a text file below `src/test/mutants` ([Mutant] has its form): a source, what to replace in
/// it, and the tests that must fail then. The kit knows nothing of what the sources do.
@NullMarked
package io.varve.mutants;

import org.jspecify.annotations.NullMarked;
