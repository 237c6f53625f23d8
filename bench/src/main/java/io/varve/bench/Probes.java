package io.varve.bench;

import io.varve.bench.accessor.AccessorProbe;
import io.varve.bench.downcall.DowncallProbe;
import io.varve.bench.handoff.HandoffProbe;
import io.varve.bench.parts.PartsProbe;
import io.varve.bench.probe.Probe;
import io.varve.bench.queue.QueueProbe;
import io.varve.bench.sync.SyncProbe;
import io.varve.bench.table.GetProbe;
import io.varve.bench.table.TableProbe;
import java.util.List;

/// All probes there are, in the order they run.
final class Probes {
    static final List<Probe> ALL = List.of(
            new DowncallProbe(),
            new AccessorProbe(),
            new SyncProbe(),
            new HandoffProbe(),
            new QueueProbe(),
            new TableProbe(),
            new GetProbe(),
            PartsProbe.OF_PUTS,
            PartsProbe.OF_TABLES);

    private Probes() {}
}
