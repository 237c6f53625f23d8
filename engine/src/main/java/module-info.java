/// Varve, an embedded, ordered key-value store whose hot data never touches the Java heap.
@SuppressWarnings({
    "requires-automatic", // Agrona has a module name but no descriptor
    "requires-transitive-automatic" // and its IdleStrategy is part of StoreOptions
})
module io.varve {
    requires static transitive org.jspecify;
    requires transitive org.agrona;
    requires io.varve.nativeio;
    requires com.lmax.disruptor;
    requires static com.github.luben.zstd_jni;
    requires static org.lz4.java;
    requires jdk.jfr;
    requires static java.management; // only a store that is opened with jmx needs it
    requires org.jctools.core.jdk11;

    exports io.varve;
    exports io.varve.codec;
    exports io.varve.collection;
    exports io.varve.error;
    exports io.varve.event;
    exports io.varve.inspect;
    exports io.varve.report;
}
