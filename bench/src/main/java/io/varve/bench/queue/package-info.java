/// The queues of JCTools against their twins in the JDK, where we hand work over.
@NullMarked
package io.varve.bench.queue;

import org.jspecify.annotations.NullMarked;
