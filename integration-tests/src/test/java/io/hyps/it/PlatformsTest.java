package io.hyps.it;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** For which processors the runner's libraries are there. */
final class PlatformsTest {
    private static final int ELF_MAGIC = 0x7f454c46;
    private static final int BYTES_BEFORE_MACHINE = 14;

    /** The processors by their numbers in the ELF header, which is little-endian there. */
    @ParameterizedTest
    @CsvSource({"linux-x64, 62", "linux-aarch64, 183"})
    void onnxRuntimesJarHoldsItsLibrariesForBothKindsOfProcessor(String platform, int machine) throws IOException {
        for (String library : new String[] {"libonnxruntime.so", "libonnxruntime4j_jni.so"}) {
            String name = "/ai/onnxruntime/native/" + platform + "/" + library;
            try (InputStream resource = OrtEnvironment.class.getResourceAsStream(name)) {
                assertThat(resource).as(name).isNotNull();
                DataInputStream header = new DataInputStream(resource);
                assertThat(header.readInt()).isEqualTo(ELF_MAGIC);
                header.skipNBytes(BYTES_BEFORE_MACHINE);
                assertThat(Short.toUnsignedInt(Short.reverseBytes(header.readShort())))
                        .as(name)
                        .isEqualTo(machine);
            }
        }
    }
}
