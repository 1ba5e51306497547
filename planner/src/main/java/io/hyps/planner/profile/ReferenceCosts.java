package io.hyps.planner.profile;

import io.hyps.planner.cost.CostModel;
import io.hyps.planner.onnx.OnnxModel;
import io.hyps.planner.session.SessionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The costs to plan a model with.
 *
 * @param model for the model's graph and its rewrites
 * @param profile what they come from; none if they are estimated from shapes
 * @param reason why they are only estimated, in one line
 */
public record ReferenceCosts(CostModel model, Optional<Profile> profile, Optional<String> reason) {
    /** As reports name it: {@code profiled} or {@code estimated}. */
    public String source() {
        return profile.isPresent() ? "profiled" : "estimated";
    }

    /** Estimated, for a stated reason. */
    public static ReferenceCosts estimated(String reason) {
        return new ReferenceCosts(CostModel.estimated(), Optional.empty(), Optional.of(reason));
    }

    /**
     * From the kept profile, or a new one, which is kept then. Where the model cannot be profiled here, estimated.
     *
     * @param progress hears what is being done, in a few words each
     */
    public static ReferenceCosts of(OnnxModel model, ProfileCache cache, Clock clock, Consumer<String> progress) {
        Optional<Profile> kept = cache.find(model);
        if (kept.isPresent()) {
            return profiled(kept.get(), model);
        }
        Profile made;
        try {
            Path scratch = Files.createDirectories(cache.folder());
            made = new Profiler(scratch, clock, progress).profile(model);
        } catch (SessionException | IOException e) {
            return estimated("the model cannot be profiled here: " + e.getMessage());
        }
        try {
            cache.keep(made);
        } catch (IOException e) {
            progress.accept("the profile cannot be kept in " + cache.folder() + ": " + e.getMessage());
        }
        return profiled(made, model);
    }

    private static ReferenceCosts profiled(Profile profile, OnnxModel model) {
        return new ReferenceCosts(ProfiledCosts.of(profile, model.graph()), Optional.of(profile), Optional.empty());
    }
}
