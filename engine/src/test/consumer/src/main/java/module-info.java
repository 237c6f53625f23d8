/// A program that embeds the store.
module consumer {
    requires io.varve;
}
