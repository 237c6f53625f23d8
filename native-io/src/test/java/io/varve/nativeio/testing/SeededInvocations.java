package io.varve.nativeio.testing;

import java.security.SecureRandom;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/// Runs a [RandomizedTest] once per seed.
final class SeededInvocations implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        String given = System.getProperty("seed", "");
        if (!given.isBlank()) {
            return Stream.of(new Invocation(Long.parseLong(given.strip())));
        }
        RandomizedTest test = context.getRequiredTestMethod().getAnnotation(RandomizedTest.class);
        SecureRandom fresh = new SecureRandom();
        return LongStream.generate(fresh::nextLong)
                .limit(Effort.times(test.seeds()))
                .mapToObj(Invocation::new);
    }

    private record Invocation(long seed) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int invocationIndex) {
            return "seed=" + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(new SeedParameter(seed), (AfterTestExecutionCallback) this::explainFailure);
        }

        private void explainFailure(ExtensionContext context) {
            if (context.getExecutionException().isPresent()) {
                System.err.println("replay with: ./varve test -Dtest="
                        + context.getRequiredTestClass().getSimpleName() + "#"
                        + context.getRequiredTestMethod().getName() + " -Dseed=" + seed);
            }
        }
    }

    private record SeedParameter(long seed) implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == long.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return seed;
        }
    }
}
