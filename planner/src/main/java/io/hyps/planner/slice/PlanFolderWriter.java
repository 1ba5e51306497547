package io.hyps.planner.slice;

import io.hyps.planner.onnx.OnnxModel;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.Plan;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a {@link PlanFolder} aside, and puts it in its place only when it is whole. Replaces an older plan, and nothing
 * else. Until then, closing removes what was written.
 */
public final class PlanFolderWriter implements AutoCloseable {
    private static final Set<String> OURS =
            Set.of(PlanFolder.PLAN, PlanFolder.SLICES, PlanFolder.MODEL, PlanFolder.LOSSES, PlanFolder.REPORT);

    private final Path target;
    private final Path draft;

    private PlanFolderWriter(Path target, Path draft) {
        this.target = target;
        this.draft = draft;
    }

    /**
     * Looks whether a plan may go there, before the work is done.
     *
     * @throws FileAlreadyExistsException if the place is taken by something that is no plan
     */
    public static void requirePlace(Path target) throws IOException {
        Path place = target.toAbsolutePath().normalize();
        requireFreeOrOurs(place);
        Path parent = place.getParent();
        if (parent == null) {
            throw new FileAlreadyExistsException(place.toString(), null, "the root cannot hold a plan");
        }
        Path there = parent;
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        if (!Files.isDirectory(there) || !Files.isWritable(there)) {
            throw unwritable(place, there);
        }
    }

    /** @throws FileSystemException if the place is taken by something that is no plan, or cannot be written */
    public static PlanFolderWriter open(Path target) throws IOException {
        requirePlace(target);
        Path place = target.toAbsolutePath().normalize();
        Path draft = place.resolveSibling(
                "." + place.getFileName() + ".draft-" + ProcessHandle.current().pid());
        Path folder = Objects.requireNonNull(draft.getParent(), "an absolute sibling lies in a folder");
        try {
            Files.createDirectories(folder);
            delete(draft);
            Files.createDirectories(draft.resolve(PlanFolder.SLICES));
        } catch (NoSuchFileException | AccessDeniedException e) {
            // what file systems such as /proc answer
            throw unwritable(place, folder);
        }
        return new PlanFolderWriter(place, draft);
    }

    private static FileSystemException unwritable(Path place, Path folder) {
        return new FileSystemException(
                place.toString(), null, "nothing can be made in " + folder + ": give a folder elsewhere");
    }

    /** Takes the slices of another plan that has the same. */
    public void takeSlices(PlanFolder other) throws IOException {
        for (Path file : other.blobs().keySet()) {
            linkOrCopy(file, slices().resolve(file.getFileName()));
        }
    }

    /** Where slices go until the plan is whole. */
    public Path slices() {
        return draft.resolve(PlanFolder.SLICES);
    }

    /** Where the plan for the loss of a device goes. */
    public Path loss(String device) {
        return draft.resolve(PlanFolder.LOSSES).resolve(device);
    }

    /** Writes the page that shows the plan. */
    public void writeReport(String page) throws IOException {
        Files.writeString(draft.resolve(PlanFolder.REPORT), page);
    }

    /** Writes what is left beside the slices; the result is usable but not yet in its place. */
    public PlanFolder complete(Plan plan, OnnxModel model) throws IOException {
        Files.writeString(draft.resolve(PlanFolder.PLAN), Json.encodeIndented(plan));
        Path from = model.file().toAbsolutePath();
        Path to = draft.resolve(PlanFolder.MODEL);
        linkOrCopy(from, to.resolve(from.getFileName()));
        for (Path file : model.externalFiles()) {
            linkOrCopy(from.resolveSibling(file), to.resolve(file));
        }
        return new PlanFolder(draft, plan);
    }

    /** Takes another plan of the same slices in place of the one that was written. */
    public PlanFolder replace(Plan plan) throws IOException {
        Files.writeString(draft.resolve(PlanFolder.PLAN), Json.encodeIndented(plan));
        return new PlanFolder(draft, plan);
    }

    /** Puts the folder in its place. */
    public Path commit() throws IOException {
        requireFreeOrOurs(target);
        Path old = draft.resolveSibling(draft.getFileName() + "-old");
        delete(old);
        if (Files.exists(target)) {
            Files.move(target, old);
        }
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        delete(old);
        return target;
    }

    @Override
    public void close() throws IOException {
        delete(draft);
    }

    private static void linkOrCopy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Path real = from.toRealPath();
        try {
            Files.createLink(to, real);
        } catch (FileSystemException | UnsupportedOperationException elsewhere) {
            Files.copy(real, to);
        }
    }

    private static void requireFreeOrOurs(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        if (!Files.isDirectory(place)) {
            throw new FileAlreadyExistsException(
                    place.toString(), null, "it is a file: give a folder that is not there");
        }
        try (Stream<Path> files = Files.list(place)) {
            List<String> names = files.map(f -> f.getFileName().toString()).toList();
            if (!names.isEmpty() && !(names.contains(PlanFolder.PLAN) && OURS.containsAll(names))) {
                throw new FileAlreadyExistsException(
                        place.toString(), null, "it holds something other than a plan: give an empty or new folder");
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
