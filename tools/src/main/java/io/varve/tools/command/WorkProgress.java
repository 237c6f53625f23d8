package io.varve.tools.command;

import io.varve.report.WorkListener;
import io.varve.tools.session.Progress;
import io.varve.tools.session.Session;
import io.varve.tools.text.Sizes;

/// Shows how far work on a whole store has come, and ends it at ctrl-C.
///
/// @param done what is done, as in `checked 3.0 MiB of 5.0 MiB`
record WorkProgress(Session session, Progress progress, String done) implements WorkListener {
    @Override
    public boolean goOn(String what, long doneBytes, long allBytes) {
        progress.step(() -> done + " " + Sizes.bytes(doneBytes) + " of " + Sizes.bytes(allBytes));
        return !session.isInterrupted();
    }
}
