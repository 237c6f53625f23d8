package io.varve.bench.stores;

/// A session of what the machine gives, where there is no store around it: it knows one or two calls.
abstract class ProbeSession implements Session {
    @Override
    public void put(long number) {
        throw unknown();
    }

    @Override
    public void putBatch(long first, int count) {
        throw unknown();
    }

    @Override
    public void delete(long number) {
        throw unknown();
    }

    @Override
    public boolean get(long number) {
        throw unknown();
    }

    @Override
    public boolean isAbsent(long number) {
        throw unknown();
    }

    @Override
    public int walk(long number, int most, Walk how) {
        throw unknown();
    }

    @Override
    public void renew() {
        throw unknown();
    }

    private static UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("the probe does not know this call");
    }
}
