package io.varve.nativeio.sim;

/// What a name of the simulated disk stands for: a [SimInode] or a [SimFolder].
abstract sealed class SimNode permits SimInode, SimFolder {
    private final long number;

    /// Names it has in the cached tree.
    int links;

    /// Names it has on the medium.
    int durableLinks;

    /// Handles it is open by.
    int opens;

    SimNode(long number) {
        this.number = number;
    }

    final long number() {
        return number;
    }

    /// True when nobody can reach it but a crash that brings its name back.
    final boolean isForgotten() {
        return links == 0 && opens == 0;
    }
}
