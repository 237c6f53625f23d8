/// Varve, an embedded, ordered key-value store whose hot data never touches the Java heap.
module io.varve {
    requires static transitive org.jspecify;
    requires io.varve.nativeio;

    exports io.varve.error;
}
