package io.varve.nativeio.sim;

import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A disk in memory that knows what a power cut would leave of it.
///
/// What is written reaches the medium when it is synced; names, when their directory is. Everything
/// else is *pending*, and [CrashImages] decides what of it survives. Within a [Simulation], every call
/// yields before and after; without one, the disk serves one plain thread at a time.
///
/// **Invariant:** `dirty` and `dirtyFolders` hold every node that has pending units.
public final class SimDisk implements Disk {
    /// Names and inodes of 256 bytes in a block of metadata.
    private static final int ENTRIES_PER_BLOCK = BlockMap.BLOCK_SIZE / 256;

    private final DiskProfile profile;
    private final SplittableRandom random;
    private SimClock clock;
    private final SeamGate gate;
    private final NameTree names = new NameTree(this);
    private final DataDamage damage;
    private final OldBlocks oldBlocks;
    private final Set<SimInode> dirty = new LinkedHashSet<>();
    private final Set<SimFolder> dirtyFolders = new LinkedHashSet<>();
    /// Files of which the page cache may show what the device never got.
    private final Set<SimInode> suspects = new LinkedHashSet<>();

    private final Set<SimInode> mapped = new LinkedHashSet<>();
    private final Set<SimHandle> handles = new LinkedHashSet<>();
    private final SimFolder root;
    private long lastNumber;
    private long lastOrder;
    private long usedBlocks;
    private long limitBlocks;

    /// Names that fit into the blocks of metadata there are.
    private int entryRoom;

    /// An empty disk of a simulated machine.
    public SimDisk(Simulation simulation, DiskProfile profile) {
        this(profile, new RandomTree(simulation.seed()).child("disk"), simulation.clock(), simulation);
        simulation.eachStep(this::adoptSometimes);
    }

    /// An empty disk for one plain thread.
    public SimDisk(DiskProfile profile, long seed) {
        this(profile, new RandomTree(seed), new SimClock(), null);
    }

    private SimDisk(DiskProfile profile, RandomTree randoms, SimClock clock, @Nullable Simulation simulation) {
        this.profile = profile;
        this.random = randoms.named("disk");
        this.clock = clock;
        this.gate = new SeamGate(this, randoms.named("gate"), simulation);
        this.damage = new DataDamage(randoms.named("damage"));
        this.oldBlocks = new OldBlocks();
        this.entryRoom = random.nextInt(ENTRIES_PER_BLOCK);
        this.limitBlocks = profile.capacityBytes() / BlockMap.BLOCK_SIZE;
        this.root = newFolder();
    }

    /// Gives an image to a simulation, before its first use.
    public SimDisk attach(Simulation simulation) {
        gate.simulation = simulation;
        clock = simulation.clock();
        simulation.eachStep(this::adoptSometimes);
        return this;
    }

    @Override
    public Directory openDirectory(String path) {
        SimDirectory directory = new SimDirectory(this, path);
        directory.opened(gate.call(Op.OPEN_DIRECTORY, path, effect -> {
            SimNode node = find(path);
            if (node instanceof SimFolder folder) {
                directory.attach(folder);
                return 0;
            }
            return node == null ? -Errno.ENOENT : -Errno.ENOTDIR;
        }));
        return directory;
    }

    @Override
    public Limits limits() {
        return new Limits(1 << 16, Long.MAX_VALUE, 65_530, PageStore.PAGE_SIZE, 0);
    }

    /// Which calls go wrong, and how many calls there were.
    public FaultPlan faults() {
        return gate.faults;
    }

    /// What is open, in the order it was opened; empty at the end of a test without leaks.
    public List<String> openHandles() {
        return handles.stream().map(SimHandle::toString).toList();
    }

    /// Sets who looks on at every call; null for nobody.
    public void observe(@Nullable SeamObserver observer) {
        gate.observer = observer;
    }

    /// Makes directories, with all above them, durable at once; not a call of the seam.
    public void makeDirectories(String path) {
        SimFolder folder = root;
        for (String name : parts(path)) {
            if (!(folder.entries.get(name) instanceof SimFolder)) {
                names.add(folder, name, newFolder());
                takeBlocks(1);
                folder.settle(true);
                dirtyFolders.remove(folder);
            }
            folder = (SimFolder) Objects.requireNonNull(folder.entries.get(name));
        }
    }

    /// Its files, as a test looks at them and damages them, past the seam.
    public DiskContents contents() {
        return new DiskContents(this);
    }

    /// Lets only so many more bytes be taken, whatever the disk's capacity; freed ones may be taken again.
    /// A new name takes a block now and then, a directory always does.
    public void limitSpace(long bytes) {
        limitBlocks = usedBlocks + bytes / BlockMap.BLOCK_SIZE;
    }

    /// What this disk promises.
    public DiskProfile profile() {
        return profile;
    }

    /// The clock it lets pass.
    public SimClock clock() {
        return clock;
    }

    /// What is pending, in the order it was done.
    List<PendingUnit> pendingUnits() {
        TreeMap<Long, PendingUnit> units = new TreeMap<>();
        for (SimInode inode : dirty) {
            for (PendingUnit unit : inode.pending) {
                units.put(unit.order(), unit);
            }
        }
        for (SimFolder folder : dirtyFolders) {
            for (PendingUnit unit : folder.pending) {
                units.put(unit.order(), unit);
            }
        }
        return new ArrayList<>(units.values());
    }

    int sync(SimInode inode, @Nullable FaultEffect effect) {
        if (effect instanceof FaultEffect.SyncLie) {
            return 0;
        }
        dirty.remove(inode);
        if (effect instanceof FaultEffect.SyncFailure failure) {
            inode.failSync(failure.loss(), random);
            return -failure.errno();
        }
        inode.sync();
        return 0;
    }

    int stat(SimNode node, FileStat into) {
        switch (node) {
            case SimFolder folder -> into.set(FileStat.Kind.DIRECTORY, 0, 0, 1, folder.number(), folder.linkCount());
            case SimInode inode -> {
                long allocated = (long) inode.cache.blocks.allocated() * BlockMap.BLOCK_SIZE;
                into.set(FileStat.Kind.FILE, inode.cache.size, allocated, 1, inode.number(), inode.links);
            }
        }
        return 0;
    }

    /// The part of the bytes that there is room for.
    byte[] fitting(SimInode inode, long position, byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && inode.missingBlocks(position, length) > freeBlocks()) {
            long end = position + length;
            length = (int) Math.max(0, (end - 1) / BlockMap.BLOCK_SIZE * BlockMap.BLOCK_SIZE - position);
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    long freeBlocks() {
        return Math.max(0, limitBlocks - usedBlocks);
    }

    /// Room for one more name; false when it takes a new block of metadata and the disk is full.
    boolean takeEntry() {
        if (entryRoom == 0) {
            if (freeBlocks() == 0) {
                return false;
            }
            takeBlocks(1);
            entryRoom = ENTRIES_PER_BLOCK;
        }
        entryRoom--;
        return true;
    }

    void giveEntry() {
        entryRoom++;
    }

    void takeBlocks(int count) {
        usedBlocks += count;
    }

    /// Frees what no name and no handle leads to any more. Its pending units stay: until the removal of
    /// its name is durable, a crash may bring it back.
    void forgetIfUnreachable(SimNode node) {
        if (node instanceof SimFolder folder && folder.links == 0) {
            folder.isRemoved = true;
            takeBlocks(-1);
        }
        if (node instanceof SimInode inode && inode.isForgotten()) {
            usedBlocks -= inode.cache.blocks.allocated();
            oldBlocks.bury(inode.cache, 0, random);
            suspects.remove(inode);
        }
    }

    /// A test must fail: the code under test broke a rule that would kill a real process.
    AssertionError violation(String what) {
        AssertionError error = new AssertionError("contract violation: " + what);
        if (gate.simulation != null) {
            gate.simulation.fail(error);
        }
        return error;
    }

    void adoptStores() {
        if (!mapped.isEmpty()) {
            for (SimInode inode : mapped) {
                inode.adoptStores();
            }
        }
    }

    /// What the kernel does of its own accord: writes some dirty pages to the device, drops clean ones.
    void actAsKernel(SplittableRandom chooser) {
        if (!dirty.isEmpty()) {
            writeBackSome(chooser);
        }
        if (!suspects.isEmpty() && chooser.nextInt(4) == 0) {
            evictSome(chooser);
        }
    }

    private void evictSome(SplittableRandom chooser) {
        int index = chooser.nextInt(suspects.size());
        for (SimInode inode : suspects) {
            if (index-- == 0) {
                boolean isWhole = chooser.nextBoolean();
                int first = isWhole ? 0 : chooser.nextInt(inode.cache.blocks.end() + 1);
                inode.evictClean(first, isWhole ? Integer.MAX_VALUE : first + 1 + chooser.nextInt(4));
            }
        }
    }

    private void writeBackSome(SplittableRandom chooser) {
        int index = chooser.nextInt(dirty.size());
        for (SimInode inode : dirty) {
            if (index-- == 0) {
                int first = chooser.nextInt(BlockMap.endBlock(inode.cache.size) + 1);
                inode.writeBack(first, first + 1 + chooser.nextInt(4));
            }
        }
    }

    Capabilities capabilities() {
        int alignment = profile.directAlignment();
        return new Capabilities("sim", alignment, alignment, 512, profile.atomicSize(), 0);
    }

    /// An empty disk with the same promises and the same past, for an image of this one.
    SimDisk successor(long seed) {
        SimClock later = new SimClock();
        later.advance(clock.nanoTime() - later.nanoTime());
        SimDisk image = new SimDisk(profile, new RandomTree(seed), later, null);
        image.oldBlocks.inherit(oldBlocks);
        image.lastOrder = lastOrder;
        return image;
    }

    SimInode newInode() {
        return new SimInode(this, ++lastNumber);
    }

    SimFolder newFolder() {
        return new SimFolder(++lastNumber);
    }

    long nextNumber() {
        return ++lastNumber;
    }

    long nextOrder() {
        return ++lastOrder;
    }

    long lastOrder() {
        return lastOrder;
    }

    @Nullable
    SimNode find(String path) {
        SimNode node = root;
        for (String name : parts(path)) {
            node = node instanceof SimFolder folder ? folder.entries.get(name) : null;
        }
        return node;
    }

    SeamGate gate() {
        return gate;
    }

    NameTree names() {
        return names;
    }

    DataDamage damage() {
        return damage;
    }

    OldBlocks oldBlocks() {
        return oldBlocks;
    }

    SplittableRandom random() {
        return random;
    }

    SimFolder root() {
        return root;
    }

    Set<SimInode> dirty() {
        return dirty;
    }

    Set<SimFolder> dirtyFolders() {
        return dirtyFolders;
    }

    Set<SimHandle> handles() {
        return handles;
    }

    /// The open files of an inode, in the order they were opened.
    Stream<SimFile> filesOf(SimInode inode) {
        return handles.stream()
                .filter(SimFile.class::isInstance)
                .map(SimFile.class::cast)
                .filter(file -> file.isOf(inode));
    }

    Set<SimInode> suspects() {
        return suspects;
    }

    Set<SimInode> mapped() {
        return mapped;
    }

    private void adoptSometimes() {
        if (!mapped.isEmpty() && random.nextInt(4) == 0) {
            adoptStores();
        }
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }
}
