/// Linux files, mappings and raw memory behind four seams; nothing here knows what a store is.
@SuppressWarnings({
    "module", // the engine is compiled after this module
    "requires-automatic", // Agrona has a module name but no descriptor
    "requires-transitive-automatic" // and its Agent and IdleStrategy are part of Scheduler
})
module io.varve.nativeio {
    requires static transitive org.jspecify;
    requires transitive org.agrona;

    exports io.varve.nativeio to
            io.varve;
    exports io.varve.nativeio.linux to
            io.varve;
}
