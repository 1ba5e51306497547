package io.hyps.runner.plan;

import io.hyps.protocol.Epoch;
import io.hyps.protocol.Sha256;
import io.hyps.protocol.topic.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a device has seen of plans, in bounded memory: what was seen longest ago is forgotten first, those that are over before
 * others. Of what is forgotten the newest epoch stays known for each of 1,024 models, since only newer ones can be new. For one thread.
 */
final class KnownEpochs {
    private static final int MOST_EPOCHS = 1024;
    private static final int MOST_MODELS = 1024;
    private static final String HIGHEST = "highest";
    private static final String SEEN = "seen";
    private static final String RETIRED = "retired";
    private static final String FORGOTTEN = "forgotten";

    private final Map<String, Epoch> highest = new LinkedHashMap<>();
    private final Map<Topic.Plan, Sha256> contents = new LinkedHashMap<>();
    private final Set<Topic.Plan> retired = Collections.newSetFromMap(new LinkedHashMap<>());
    private final Map<String, Epoch> forgotten = new LinkedHashMap<>();

    /**
     * Reads what {@link #lines} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static KnownEpochs parse(List<String> lines) {
        KnownEpochs known = new KnownEpochs();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words.length < 3) {
                throw new IllegalArgumentException("a line has too few words");
            }
            Epoch epoch = Epoch.parse(words[2]);
            Topic.Plan plan = new Topic.Plan(words[1], epoch);
            switch (words[0]) {
                case HIGHEST -> known.highest.put(words[1], epoch);
                case SEEN -> known.contents.put(plan, Sha256.parse(words[words.length - 1]));
                case RETIRED -> known.retired.add(plan);
                case FORGOTTEN -> known.forgotten.put(words[1], epoch);
                default -> throw new IllegalArgumentException("a line begins with another word");
            }
        }
        return known;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        highest.forEach((model, epoch) -> lines.add(HIGHEST + " " + model + " " + epoch));
        contents.forEach(
                (plan, content) -> lines.add(SEEN + " " + plan.model() + " " + plan.epoch() + " " + content.hex()));
        retired.forEach(plan -> lines.add(RETIRED + " " + plan.model() + " " + plan.epoch()));
        forgotten.forEach((model, epoch) -> lines.add(FORGOTTEN + " " + model + " " + epoch));
        return lines;
    }

    /** The newest of the model; that one if none was seen. */
    Epoch highest(String model, Epoch otherwise) {
        return highest.getOrDefault(model, otherwise);
    }

    boolean hasSeen(Topic.Plan plan) {
        return contents.containsKey(plan);
    }

    boolean isRetired(Topic.Plan plan) {
        return retired.contains(plan);
    }

    /** Whether it may be one of those that were seen and forgotten: it is unknown and not newer than all of them. */
    boolean mayBeForgotten(Topic.Plan plan) {
        @Nullable Epoch newest = forgotten.get(plan.model());
        return newest != null && !hasSeen(plan) && plan.epoch().compareTo(newest) <= 0;
    }

    /** Keeps the content of an epoch; false if it was seen with another one. */
    boolean see(Topic.Plan plan, Sha256 content) {
        Sha256 seen = contents.putIfAbsent(plan, content);
        if (seen != null && !seen.equals(content)) {
            return false;
        }
        raise(highest, plan);
        if (contents.size() > MOST_EPOCHS) {
            forgetOneSeen();
        }
        return true;
    }

    /** One that was never seen, or so long ago that it is forgotten, is too old to return live. */
    void retire(Topic.Plan plan) {
        if (!hasSeen(plan) && plan.epoch().compareTo(highest(plan.model(), plan.epoch())) < 0) {
            return;
        }
        retired.add(plan);
        if (retired.size() > MOST_EPOCHS) {
            Topic.Plan longestOver = retired.iterator().next();
            retired.remove(longestOver);
            // anybody can send the end of a plan that never was: it must not make real ones look old
            if (contents.remove(longestOver) != null) {
                raise(forgotten, longestOver);
            }
        }
    }

    private void forgetOneSeen() {
        Topic.Plan least = contents.keySet().stream()
                .filter(retired::contains)
                .findFirst()
                .orElseGet(() -> contents.keySet().iterator().next());
        contents.remove(least);
        raise(forgotten, least);
    }

    private static void raise(Map<String, Epoch> newest, Topic.Plan plan) {
        @Nullable Epoch before = newest.remove(plan.model());
        newest.put(plan.model(), before == null || before.compareTo(plan.epoch()) < 0 ? plan.epoch() : before);
        if (newest.size() > MOST_MODELS) {
            newest.remove(newest.keySet().iterator().next());
        }
    }
}
