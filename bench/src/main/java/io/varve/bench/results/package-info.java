/// What was measured, as it is kept and read again.
///
/// A [Row] is what one store gave for one workload. [Keeping] writes rows to a folder of `jmh-results`,
/// also when a run is ended early; [Results] reads all folders, whatever form their figures have, and
/// [OldNames] gives what earlier versions wrote the names of today. [CompareCommand] sets two folders
/// beside each other.
@NullMarked
package io.varve.bench.results;

import org.jspecify.annotations.NullMarked;
