package io.varve.nativeio.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The files of a simulated disk as an outsider sees them: no call of the seam, no fault, no yield, and
/// everything written here is on the medium at once. For golden files, damage and inspection.
public final class DiskContents {
    private final SimDisk disk;

    DiskContents(SimDisk disk) {
        this.disk = disk;
    }

    /// Paths of all files, in order.
    public List<String> files() {
        List<String> paths = new ArrayList<>();
        collect("", disk.root(), paths);
        return paths;
    }

    /// Bytes of a file from first to last, as buffered reads see them.
    public long size(String path) {
        return file(path).cache.size;
    }

    /// What buffered reads see of a file.
    public byte[] read(String path) {
        disk.adoptStores();
        SimInode inode = file(path);
        return inode.cache.pages.read(0, Math.toIntExact(inode.cache.size));
    }

    /// Makes a file, or replaces one, durably; its directory must exist.
    public void write(String path, byte[] content) {
        SimFolder folder = folderOf(path);
        String name = nameOf(path);
        disk.names().remove(folder, name);
        SimInode made = disk.newInode();
        disk.names().add(folder, name, made);
        made.write(0, content, false);
        disk.sync(made, null);
        disk.names().sync(folder, null);
    }

    /// Removes a file, durably.
    public void remove(String path) {
        file(path);
        disk.names().remove(folderOf(path), nameOf(path));
        disk.names().sync(folderOf(path), null);
    }

    /// Turns one bit of a file over, wherever it is kept: in the cache, on the device, on the medium.
    ///
    /// @param bit counted from the lowest of the first byte
    public void flipBit(String path, long bit) {
        SimInode inode = file(path);
        long position = bit / Byte.SIZE;
        if (position >= inode.cache.size) {
            throw new IndexOutOfBoundsException(path + ": bit " + bit + " of " + inode.cache.size + " bytes");
        }
        byte mask = (byte) (1 << (bit % Byte.SIZE));
        flip(inode.cache.pages, position, mask);
        flip(inode.device, position, mask);
        flip(inode.durable.pages, position, mask);
    }

    private static void flip(PageStore pages, long position, byte mask) {
        byte[] bytes = pages.read(position, 1);
        bytes[0] ^= mask;
        pages.write(position, bytes, 0, 1);
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private SimFolder folderOf(String path) {
        if (disk.find(path.substring(0, Math.max(0, path.lastIndexOf('/')))) instanceof SimFolder folder) {
            return folder;
        }
        throw new IllegalArgumentException(path + ": its directory does not exist");
    }

    private SimInode file(String path) {
        if (disk.find(path) instanceof SimInode inode) {
            return inode;
        }
        throw new IllegalArgumentException(path + ": no such file");
    }

    private static void collect(String prefix, SimFolder folder, List<String> paths) {
        for (Map.Entry<String, SimNode> entry : folder.entries.entrySet()) {
            String path = prefix + "/" + entry.getKey();
            switch (entry.getValue()) {
                case SimInode inode -> paths.add(path);
                case SimFolder below -> collect(path, below, paths);
            }
        }
    }
}
