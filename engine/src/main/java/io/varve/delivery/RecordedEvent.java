package io.varve.delivery;

import io.varve.event.StoreEvent;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// An event of the store in the flight recorder of the JVM.
///
/// One class for all kinds: a kind that is added later needs nothing here, and `kind` filters as well as
/// a class would. Its time is that of the telling. No stack trace: it would be the same for all.
@Name("io.varve.StoreEvent")
@Label("Store Event")
@Category("Varve")
@Description("Something that happened inside a Varve store")
@StackTrace(false)
final class RecordedEvent extends Event {
    @Label("Store")
    String store = "";

    @Label("Kind")
    String kind = "";

    @Label("Severity")
    String severity = "";

    @Label("Text")
    String text = "";

    /// Records an event. Without a recording this is a test of a flag, and no text is made.
    static void record(String store, StoreEvent event) {
        RecordedEvent recorded = new RecordedEvent();
        if (recorded.shouldCommit()) {
            recorded.store = store;
            recorded.kind = event.kind();
            recorded.severity = event.severity().name();
            recorded.text = event.toString();
            recorded.commit();
        }
    }
}
