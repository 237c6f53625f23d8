/// How events get to those who want to know: [Events], with a bounded queue and a thread of its own.
@NullMarked
package io.varve.delivery;

import org.jspecify.annotations.NullMarked;
