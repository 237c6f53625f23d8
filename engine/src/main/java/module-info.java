/// Varve, an embedded, ordered key-value store whose hot data never touches the Java heap.
module io.varve {
    requires static transitive org.jspecify;
    requires io.varve.nativeio;
    requires org.jctools.core.jdk11;

    exports io.varve.error;
}
