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

/** What a device has seen of plans, in bounded memory: what was seen longest ago is forgotten first. For one thread. */
final class KnownEpochs {
    private static final int MOST_EPOCHS = 1024;
    private static final int MOST_MODELS = 1024;
    private static final String HIGHEST = "highest";
    private static final String SEEN = "seen";
    private static final String RETIRED = "retired";

    private final Map<String, Epoch> highest = new LinkedHashMap<>();
    private final Map<Topic.Plan, Sha256> contents = new LinkedHashMap<>();
    private final Set<Topic.Plan> retired = Collections.newSetFromMap(new LinkedHashMap<>());

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

    /** Keeps the content of an epoch; false if it was seen with another one. */
    boolean see(Topic.Plan plan, Sha256 content) {
        Sha256 seen = contents.putIfAbsent(plan, content);
        if (seen != null && !seen.equals(content)) {
            return false;
        }
        Epoch newest = highest(plan.model(), plan.epoch());
        highest.remove(plan.model());
        highest.put(plan.model(), newest.compareTo(plan.epoch()) < 0 ? plan.epoch() : newest);
        if (highest.size() > MOST_MODELS) {
            highest.remove(highest.keySet().iterator().next());
        }
        if (contents.size() > MOST_EPOCHS) {
            contents.remove(contents.keySet().iterator().next());
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
            retired.remove(retired.iterator().next());
        }
    }
}
