package io.hyps.protocol.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemFileTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"RSA,RSA", "EC -pkeyopt ec_paramgen_curve:P-256,EC", "Ed25519,EdDSA"})
    void readsKeysAsOpenSslWritesThem(String kind, String algorithm) throws Exception {
        Path key = folder.resolve("key");
        Path publicKey = folder.resolve("public");
        openssl("genpkey -algorithm " + kind + " -out " + key);
        openssl("pkey -in " + key + " -pubout -out " + publicKey);

        assertThat(PemFile.open(key).privateKey(Optional.empty()).getAlgorithm())
                .isEqualTo(algorithm);
        assertThat(PemFile.open(publicKey).publicKeys())
                .singleElement()
                .satisfies(read -> assertThat(read.getAlgorithm()).isEqualTo(algorithm));
    }

    @Test
    void saysHowToConvertAKeyOfTheOldForm() throws Exception {
        Path key = folder.resolve("old");
        openssl("genrsa -traditional -out " + key + " 2048");

        assertThatThrownBy(() -> PemFile.open(key).privateKey(Optional.empty()))
                .isInstanceOf(PemException.class)
                .hasMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    void refusesAWrongPassphraseWithoutSayingIt() throws Exception {
        Path key = folder.resolve("encrypted");
        openssl("genpkey -algorithm RSA -aes256 -pass pass:right -out " + key);
        PemFile file = PemFile.open(key);

        assertThat(file.privateKey(Optional.of("right".toCharArray())).getAlgorithm())
                .isEqualTo("RSA");
        assertThatThrownBy(() -> file.privateKey(Optional.of("wrong".toCharArray())))
                .isInstanceOf(PemException.class)
                .hasMessageContaining("passphrase is wrong")
                .hasMessageNotContaining("wrong'");
        assertThatThrownBy(() -> file.privateKey(Optional.empty())).hasMessageContaining("give its passphrase");
    }

    @ParameterizedTest
    @CsvSource({
        "'',not a PEM file",
        "'-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',holds no private key",
        "'-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',none of"
    })
    void saysWhatIsWrong(String text, String reason) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), text);

        assertThatThrownBy(() -> PemFile.open(file).privateKey(Optional.empty()))
                .isInstanceOf(PemException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    private static void openssl(String arguments) throws Exception {
        TestSite.run(List.of(("openssl " + arguments).split(" ")));
    }
}
