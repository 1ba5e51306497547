package io.hyps.bench.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.stack.parts.Installation;
import org.junit.jupiter.api.Test;

class PahoLoaderTest {
    private static final String REPLACED = "org.eclipse.paho.mqttv5.common.packet.util.CountingInputStream";

    @Test
    void pahoAsShippedComesFromItsOwnJarAndOursDoesNot() throws Exception {
        PahoLoader shipped =
                PahoLoader.shipped(Installation.locate().root().resolve("benchmarks/target/paho-as-shipped"));

        assertThat(shipped.origin(REPLACED)).contains("paho-as-shipped/org.eclipse.paho.mqttv5.client-");
        assertThat(PahoLoader.patched().origin(REPLACED)).doesNotContain("org.eclipse.paho.mqttv5.client-");
    }
}
