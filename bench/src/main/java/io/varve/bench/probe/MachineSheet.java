package io.varve.bench.probe;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/// What a figure must be read beside: processor, memory, kernel, disk, Java. It names no host and no place.
final class MachineSheet {
    private static final Path CPU = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
    private static final Path CLOCK = Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    private static final Path HUGE = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    private final StringBuilder text = new StringBuilder();
    private final Path files;

    MachineSheet(Path files) {
        this.files = files;
    }

    String text() {
        Path processors = Path.of("/proc/cpuinfo");
        add("processor", SystemFiles.value(processors, "model name"));
        add(
                "processor family, model, stepping",
                SystemFiles.value(processors, "cpu family") + ", " + SystemFiles.value(processors, "model\t") + ", "
                        + SystemFiles.value(processors, "stepping"));
        add("processors available", Integer.toString(Runtime.getRuntime().availableProcessors()));
        add("processor MHz as told", SystemFiles.value(processors, "cpu MHz"));
        add("processor cache as told", SystemFiles.value(processors, "cache size"));
        add("governor", SystemFiles.line(CPU));
        boolean isGuest = SystemFiles.value(processors, "flags").contains(" hypervisor");
        add("virtual", isGuest ? "yes, a guest of a hypervisor" : "no hypervisor shows itself");
        add("memory", SystemFiles.value(Path.of("/proc/meminfo"), "MemTotal"));
        add("transparent huge pages", SystemFiles.line(HUGE));
        add("clock source", SystemFiles.line(CLOCK));
        add("kernel", SystemFiles.line(Path.of("/proc/sys/kernel/osrelease")));
        add("system", SystemFiles.value(Path.of("/etc/os-release"), "PRETTY_NAME"));
        new MountSheet(files).describe(this::add);
        add("fdatasync p50", BareSync.measure(files));
        add(
                "java",
                property("java.vm.name") + " " + property("java.vm.version") + ", " + property("java.vendor.version"));
        List<String> arguments = ManagementFactory.getRuntimeMXBean().getInputArguments();
        add("java arguments of the probe's own process", String.join(" ", arguments));
        return text.toString();
    }

    private void add(String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
    }

    private static String property(String name) {
        return System.getProperty(name, SystemFiles.UNKNOWN);
    }
}
