package io.hyps.planner.publish;

import io.hyps.planner.slice.PlanFolder;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.control.PlannerRequest;
import io.hyps.protocol.plan.Plan;
import io.hyps.protocol.plan.SliceRef;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Brings a plan to the planner service: asks, uploads what it misses, asks again, waits for the outcome. */
public final class Publisher {
    private static final int MOST_UPLOAD_ROUNDS = 3;

    private final PlannerClient client;
    private final PublishListener listener;
    private final Duration timeout;

    private Publisher(PlannerClient client, PublishListener listener, Duration timeout) {
        this.client = client;
        this.listener = listener;
        this.timeout = timeout;
    }

    /** @param timeout for each answer after the uploads */
    public static Publisher of(PlannerClient client, PublishListener listener, Duration timeout) {
        return new Publisher(client, listener, timeout);
    }

    /**
     * Publishes, with the folder's plans for losses, and waits until the plan is active or refused.
     *
     * @param bindings real devices for some of the plan's
     * @return {@link PlannerReply.Activated} or {@link PlannerReply.Refused}
     * @throws MalformedMessageException if a plan for a loss, or a file of it, is missing or damaged
     */
    public PlannerReply publish(PlanFolder folder, Map<String, String> bindings)
            throws IOException, NoPlannerException, InterruptedException, MalformedMessageException {
        Map<String, PlanFolder> losses = folder.losses();
        Map<String, Plan> plans = new TreeMap<>();
        losses.forEach((lost, left) -> plans.put(lost, left.plan()));
        List<PlanFolder> all =
                Stream.concat(Stream.of(folder), losses.values().stream()).toList();
        return bring(all, new PlannerRequest.Publish(folder.plan(), bindings, plans));
    }

    /**
     * Publishes beside the active plan, which stays active, and waits until all devices are ready.
     *
     * @param bindings real devices for some of the plan's
     * @return {@link PlannerReply.Prepared} or {@link PlannerReply.Refused}
     */
    public PlannerReply prepare(PlanFolder folder, Map<String, String> bindings)
            throws IOException, NoPlannerException, InterruptedException {
        return bring(List.of(folder), new PlannerRequest.Prepare(folder.plan(), bindings));
    }

    private PlannerReply bring(List<PlanFolder> folders, PlannerRequest request)
            throws IOException, NoPlannerException, InterruptedException {
        for (int round = 0; round < MOST_UPLOAD_ROUNDS; round++) {
            PlannerReply reply = outcome(request);
            if (!(reply instanceof PlannerReply.Missing missing)) {
                return reply;
            }
            Optional<PlannerReply.Refused> refused = upload(folders, missing);
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        throw new NoPlannerException("the planner service still misses files after they were uploaded");
    }

    /** Goes back to the plan before. */
    public PlannerReply rollback(String model) throws NoPlannerException, InterruptedException {
        return outcome(new PlannerRequest.Rollback(model));
    }

    private PlannerReply outcome(PlannerRequest request) throws NoPlannerException, InterruptedException {
        Payload conversation = client.ask(request);
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            PlannerReply reply = client.await(conversation, deadline);
            if (!(reply instanceof PlannerReply.Waiting waiting)) {
                return reply;
            }
            listener.waiting(waiting);
        }
    }

    private Optional<PlannerReply.Refused> upload(List<PlanFolder> folders, PlannerReply.Missing missing)
            throws IOException, NoPlannerException, InterruptedException {
        Map<Sha256, Map.Entry<Path, SliceRef.Blob>> ours = new LinkedHashMap<>();
        folders.stream()
                .flatMap(folder -> folder.blobs().entrySet().stream())
                .filter(blob -> missing.files().contains(blob.getValue().sha256()))
                .forEach(blob -> ours.put(blob.getValue().sha256(), blob));
        listener.uploading(
                ours.size(),
                ours.values().stream().mapToLong(b -> b.getValue().bytes()).sum());
        for (Map.Entry<Path, SliceRef.Blob> blob : ours.values()) {
            Optional<PlannerReply.Refused> refused = SliceUpload.run(client, blob.getKey(), blob.getValue(), listener);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }
}
