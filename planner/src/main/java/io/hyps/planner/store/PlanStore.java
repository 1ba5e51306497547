package io.hyps.planner.store;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Required;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.file.AtomicFile;
import io.hyps.protocol.json.Json;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.PublishedPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Published plans by model and epoch, which of them were active in turn, and the term. Used by one thread at a time. */
public final class PlanStore {
    private static final Logger LOG = LoggerFactory.getLogger(PlanStore.class);

    private final Path folder;

    private PlanStore(Path folder) {
        this.folder = folder;
    }

    public static PlanStore open(Path folder) throws IOException {
        Files.createDirectories(folder.resolve("models"));
        return new PlanStore(folder);
    }

    /** @param activated the epochs that were active, in order; the last one is, or was when the store was written */
    private record History(List<Epoch> activated) {
        History {
            activated = activated == null ? List.of() : List.copyOf(activated);
        }
    }

    /** @param plans by the name in the plan of the device that is lost */
    private record Losses(Map<String, Plan> plans) {
        Losses {
            plans = Map.copyOf(Required.field("plans", plans));
        }
    }

    /** Begins a term above the last one and above all that others have seen. */
    public long beginTerm(long above) throws IOException {
        Path file = folder.resolve("term");
        long last = 0;
        if (Files.exists(file)) {
            String text = Files.readString(file).strip();
            try {
                last = Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IOException(file + " holds no number: write the highest term of any epoch into it", e);
            }
        }
        long term = Math.max(last, above) + 1;
        AtomicFile.write(file, Long.toString(term).getBytes(StandardCharsets.UTF_8));
        return term;
    }

    public List<String> models() throws IOException {
        try (Stream<Path> models = Files.list(folder.resolve("models"))) {
            return models.map(m -> m.getFileName().toString()).sorted().toList();
        }
    }

    public void save(PublishedPlan plan) throws IOException {
        AtomicFile.write(file(plan.plan().model().name(), plan.epoch()), Json.encode(plan));
    }

    public void drop(String model, Epoch epoch) throws IOException {
        Files.deleteIfExists(file(model, epoch));
    }

    /** A plan that was published; nothing if it was dropped or the file was damaged. */
    public Optional<PublishedPlan> find(String model, Epoch epoch) throws IOException {
        Path file = file(model, epoch);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(PublishedPlan.decode(Files.readAllBytes(file)));
        } catch (MalformedMessageException e) {
            LOG.warn("stored plan passed over file={} reason={}", file, e.getMessage());
            return Optional.empty();
        }
    }

    /** Keeps the plans for the loss of each of the plan's devices, in place of those kept before. */
    public void saveLosses(Plan plan, Map<String, Plan> losses) throws IOException {
        Path file = losses(plan.model().name(), plan.id());
        if (losses.isEmpty()) {
            Files.deleteIfExists(file);
        } else {
            AtomicFile.write(file, Json.encode(new Losses(losses)));
        }
    }

    /** The plan for the loss of that device of the plan, if it came with one. */
    public Optional<Plan> loss(Plan plan, String device) throws IOException {
        Path file = losses(plan.model().name(), plan.id());
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            Losses losses = Json.decodeStrictly(file.toString(), Files.readAllBytes(file), Losses.class);
            return Optional.ofNullable(losses.plans().get(device));
        } catch (MalformedMessageException e) {
            LOG.warn("stored plans for losses passed over file={} reason={}", file, e.getMessage());
            return Optional.empty();
        }
    }

    public void saveActive(String model, Epoch epoch) throws IOException {
        List<Epoch> activated = new ArrayList<>(activated(model));
        activated.remove(epoch);
        activated.add(epoch);
        AtomicFile.write(history(model), Json.encode(new History(activated)));
    }

    /** The epochs that were active, in order. */
    public List<Epoch> activated(String model) throws IOException {
        Path file = history(model);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Json.decode(file.toString(), Files.readAllBytes(file), History.class)
                    .activated();
        } catch (MalformedMessageException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private Path history(String model) {
        return folder.resolve("models").resolve(model).resolve("history.json");
    }

    private Path losses(String model, Sha256 planId) {
        return folder.resolve("models").resolve(model).resolve("losses").resolve(planId + ".json");
    }

    private Path file(String model, Epoch epoch) {
        return folder.resolve("models").resolve(model).resolve("plans").resolve(epoch + ".json");
    }
}
