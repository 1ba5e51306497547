package io.hyps.runner.slice;

import io.hyps.protocol.ByteSize;
import io.hyps.protocol.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Slice files on this device's disk, each named by its digest, and what is made of them. Several runners may share a
 * directory: files appear in it whole, and each runner writes under a name of its own. Bounded: to make room, the files go
 * first that have not been used for longest; those that a plan holds do not go, be it this runner's or, as held files are
 * {@link #touch touched} now and then, another's. Safe for many threads.
 */
public final class SliceCache {
    /** Files used more recently than this may be another runner's. */
    static final Duration YOUNG = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(SliceCache.class);
    private static final int MOST_DEPTH = 2;

    private final Path directory;
    private final String device;
    private final OptionalLong limitBytes;
    private final Clock clock;
    private final Map<Object, Set<Path>> held = new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    private record Cached(Path path, long bytes, FileTime used) {}

    /** @param limitBytes what all files may take; if absent, half of what they have and what is free on the disk */
    public SliceCache(Path directory, String device, OptionalLong limitBytes, Clock clock) {
        this.directory = directory;
        this.device = device;
        this.limitBytes = limitBytes;
        this.clock = clock;
    }

    Path path(SliceFile file) {
        return directory.resolve(file.name());
    }

    /** How often a wanted file was there. */
    public long hits() {
        return hits.sum();
    }

    /** How often a wanted file had to be fetched. */
    public long misses() {
        return misses.sum();
    }

    /** The file, if it is there and still what its name says; removed if it is there and is not. */
    Optional<Path> find(SliceFile file) throws IOException {
        Path path = path(file);
        if (!Files.isRegularFile(path)) {
            misses.increment();
            return Optional.empty();
        }
        if (Files.size(path) == file.bytes() && Sha256.of(path).equals(file.sha256())) {
            hits.increment();
            touch(path);
            return Optional.of(path);
        }
        LOG.warn("file={} in the cache is damaged; fetching it again", path);
        Files.deleteIfExists(path);
        misses.increment();
        return Optional.empty();
    }

    PartFile part(SliceFile file) throws IOException {
        Files.createDirectories(directory);
        Path path = directory.resolve(file.name() + "." + device + ".part");
        long there = Files.exists(path) ? Files.size(path) : 0;
        makeRoom(Math.max(0, file.bytes() - there));
        return PartFile.open(path, file);
    }

    /** Keeps files, there or not yet, until the holder lets them go. */
    public void hold(Object holder, Collection<Path> files) {
        held.merge(holder, Set.copyOf(files), (before, more) -> {
            Set<Path> all = new HashSet<>(before);
            all.addAll(more);
            return all;
        });
    }

    public void letGo(Object holder) {
        held.remove(holder);
    }

    /** Says to other runners on this directory that the held files are in use; to be called every few minutes. */
    public void touch() {
        held.values().stream().flatMap(Set::stream).forEach(this::touch);
    }

    private void touch(Path file) {
        try {
            if (Files.exists(file)) {
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
            }
        } catch (IOException e) {
            LOG.debug("file={} cannot be touched: {}", file, e.toString());
        }
    }

    /**
     * Evicts what is needed so that so many bytes can be written.
     *
     * @throws IOException if there is no room, saying whether it is the limit or the disk
     */
    public synchronized void makeRoom(long bytes) throws IOException {
        Files.createDirectories(directory);
        List<Cached> files = files();
        long used = files.stream().mapToLong(Cached::bytes).sum();
        long usable = Files.getFileStore(directory).getUsableSpace();
        long limit = limitBytes.orElse(used / 2 + usable / 2);
        long excess = Math.max(used + bytes - limit, bytes - usable);
        for (Cached file : evictable(files)) {
            if (excess <= 0) {
                break;
            }
            Files.deleteIfExists(file.path());
            LOG.info("file={} evicted from the cache bytes={}", file.path(), file.bytes());
            excess -= file.bytes();
        }
        if (excess > 0) {
            throw new IOException("no space: " + new ByteSize(bytes) + " more are needed; the disk has "
                    + new ByteSize(usable) + " left, the cache may have " + new ByteSize(limit) + " and "
                    + new ByteSize(used) + " of it are in use; free space in " + directory
                    + ", or raise hyps.runner.cache-size");
        }
    }

    private List<Cached> evictable(List<Cached> files) {
        Set<Path> kept = new HashSet<>();
        held.values().forEach(kept::addAll);
        FileTime young = FileTime.from(clock.instant().minus(YOUNG));
        return files.stream()
                .filter(file -> !kept.contains(file.path()) && file.used().compareTo(young) < 0)
                .sorted(Comparator.comparing(Cached::used))
                .toList();
    }

    /** What all files in the cache take. */
    public long usedBytes() {
        try {
            return files().stream().mapToLong(Cached::bytes).sum();
        } catch (IOException unreadable) {
            return 0;
        }
    }

    private List<Cached> files() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Cached> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(directory, MOST_DEPTH)) {
            for (Path path : (Iterable<Path>) walk.filter(SliceCache::isCached)::iterator) {
                cached(path).ifPresent(files::add);
            }
        } catch (UncheckedIOException changing) {
            throw changing.getCause();
        }
        return files;
    }

    /** ONNX Runtime's libraries, which are there as well, are not meant. */
    private static boolean isCached(Path path) {
        return path.getFileName().toString().matches("[0-9a-f]{64}\\..+") && Files.isRegularFile(path);
    }

    private static Optional<Cached> cached(Path path) {
        try {
            return Optional.of(new Cached(path, Files.size(path), Files.getLastModifiedTime(path)));
        } catch (IOException goneMeanwhile) {
            return Optional.empty();
        }
    }
}
