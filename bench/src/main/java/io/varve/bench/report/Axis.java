package io.varve.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/// Where figures lie along an edge of a chart, and what stands there.
///
/// @param isLogarithmic whether equal steps are equal factors
/// @param ticks what is marked
/// @param words for a mark
record Axis(double from, double to, boolean isLogarithmic, List<Double> ticks, DoubleFunction<String> words) {
    private static final int MOST_TICKS = 5;

    /// From 0 on, in round steps.
    static Axis linear(double most, DoubleFunction<String> words) {
        double step = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9) / MOST_TICKS)));
        for (double coarser : new double[] {2, 2.5, 2}) {
            if (most / step > MOST_TICKS) {
                step *= coarser;
            }
        }
        List<Double> ticks = new ArrayList<>();
        int steps = Math.max(1, (int) Math.ceil(most / step - 1e-9));
        for (int i = 0; i <= steps; i++) {
            ticks.add(i * step);
        }
        return new Axis(0, steps * step, false, ticks, words);
    }

    /// In powers of ten around all figures.
    static Axis decades(double least, double most, DoubleFunction<String> words) {
        double from = Math.pow(10, Math.floor(Math.log10(Math.max(least, 1))));
        List<Double> ticks = new ArrayList<>();
        double to = from;
        ticks.add(from);
        while (to < most || ticks.size() < 2) {
            to *= 10;
            ticks.add(to);
        }
        return new Axis(from, to, true, ticks, words);
    }

    /// With marks of its own.
    static Axis marked(
            double from, double to, boolean isLogarithmic, List<Double> ticks, DoubleFunction<String> words) {
        return new Axis(from, to, isLogarithmic, ticks, words);
    }

    /// From 0 to 1.
    double place(double value) {
        if (to == from) {
            return 0.5;
        }
        return isLogarithmic
                ? (Math.log(Math.max(value, from)) - Math.log(from)) / (Math.log(to) - Math.log(from))
                : (value - from) / (to - from);
    }
}
