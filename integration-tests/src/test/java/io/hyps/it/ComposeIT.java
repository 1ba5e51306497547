package io.hyps.it;

import io.hyps.protocol.Required;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** compose.yaml as it is: each part in a container, four runners as devices of 192 MiB each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ComposeIT implements ComposeSuite {
    private @Nullable ComposedSystem system;

    @BeforeAll
    void start(@TempDir Path work) throws Exception {
        system = ComposedSystem.start(work);
    }

    @AfterAll
    void stop() {
        if (system != null) {
            system.close();
        }
    }

    @Override
    public ComposedSystem system() {
        return Required.field("system", system);
    }
}
