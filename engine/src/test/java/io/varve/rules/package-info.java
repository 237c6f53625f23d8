/// The architecture and the tidiness of the project, as tests.
@NullMarked
package io.varve.rules;

import org.jspecify.annotations.NullMarked;
