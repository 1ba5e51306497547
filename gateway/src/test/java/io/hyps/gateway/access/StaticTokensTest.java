package io.hyps.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StaticTokensTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String OTHER = "fedcba9876543210fedcba9876543210";
    /** Of "0123456789abcdef0123456789abcdef", by sha256sum. */
    private static final String DIGEST = "3eb1bd439947eb762998e566ccc2e099c791118b2f40579cc4f7da2b5061b7f9";

    @Test
    void knowWhoseTokenItIs() {
        StaticTokens tokens =
                StaticTokens.parse("test", "# line\n\ncam-1 infer " + TOKEN + "\npanel read,infer " + OTHER);

        assertThat(tokens.find(TOKEN)).contains(new Account("cam-1", Set.of(Role.INFER)));
        assertThat(tokens.find(OTHER)).contains(new Account("panel", Set.of(Role.INFER, Role.READ)));
        assertThat(tokens.find(TOKEN + "0")).isEmpty();
        assertThat(tokens.find("")).isEmpty();
    }

    @Test
    void needOnlyTheDigest() {
        StaticTokens tokens = StaticTokens.parse("test", "cam-1 infer sha256:" + DIGEST);

        assertThat(tokens.find(TOKEN)).isPresent();
        assertThat(tokens.find(DIGEST)).isEmpty();
        assertThat(tokens.find("sha256:" + DIGEST)).isEmpty();
    }

    @Test
    void mayComeFromFileAndEnvironment(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("tokens"), "cam-1 infer " + TOKEN + "\n");

        StaticTokens both = StaticTokens.open(file).and(StaticTokens.parse("test", "a infer " + OTHER + "; "));

        assertThat(both.find(TOKEN)).isPresent();
        assertThat(both.find(OTHER)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nobody",
                "cam-1 infer",
                "cam-1 infer " + TOKEN + " more",
                "cam/1 infer " + TOKEN,
                "cam-1 write " + TOKEN,
                "cam-1 " + TOKEN + " infer",
                "cam-1 infer, " + TOKEN,
                "cam-1 infer tooshort",
                "cam-1 infer 0123456789abcdef0123456789abc\"ef",
                "cam-1 infer sha256:" + TOKEN
            })
    void areRefusedInOneLineWithoutTheToken(String text) {
        assertThatThrownBy(() -> StaticTokens.parse("tokens", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tokens")
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("0123456789");
    }

    @Test
    void sayWhichFileCannotBeRead(@TempDir Path folder) {
        assertThatThrownBy(() -> StaticTokens.open(folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokens-file")
                .hasMessageContaining("cannot be read");
    }
}
