package io.varve.error;

/// What a failure says, in one line, for the message of another that has it as its cause.
final class FirstLine {
    private FirstLine() {}

    static String of(Throwable failure) {
        if (failure instanceof StoreException ours) {
            return ours.what();
        }
        return failure.toString().lines().findFirst().orElse("");
    }
}
