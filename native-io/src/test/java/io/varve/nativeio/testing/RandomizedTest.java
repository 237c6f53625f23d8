package io.varve.nativeio.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that takes a `long seed`, and runs for fresh seeds each time.
///
/// With `-Dseed=` it runs for that one only. A failure prints, in one line, the command that runs it
/// again with the same seed. A run that does not end is ended after five minutes of real time
/// (`junit-platform.properties`), as every test is.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeededInvocations.class)
public @interface RandomizedTest {
    /// How many fresh seeds a commit's run takes; multiplied by [Effort].
    int seeds() default 20;
}
