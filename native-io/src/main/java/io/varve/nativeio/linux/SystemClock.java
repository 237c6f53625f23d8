package io.varve.nativeio.linux;

import io.varve.nativeio.Clock;

/// The clocks of this machine.
final class SystemClock implements Clock {
    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long wallMillis() {
        return System.currentTimeMillis();
    }
}
