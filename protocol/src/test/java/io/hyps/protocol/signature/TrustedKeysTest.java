package io.hyps.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Payload;
import io.hyps.protocol.mqtt.MqttMessage;
import io.hyps.protocol.mqtt.Publication;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedKeysTest {
    private static final String TOPIC = "hyps/v1/models/tiny/plans/1-3";

    @TempDir
    Path folder;

    private SigningKey key;
    private TrustedKeys trusted;

    @BeforeEach
    void makeKeys() throws Exception {
        KeyFiles files = KeyFiles.create(folder, "plans");
        key = SigningKey.open(files.privateFile(), Optional.empty());
        trusted = TrustedKeys.open(List.of(files.publicFile()));
    }

    @Test
    void keysAreNotHalfMadeBesideOthers() throws Exception {
        Files.delete(folder.resolve("plans.pub"));
        assertThatThrownBy(() -> KeyFiles.create(folder, "plans")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(folder.resolve("plans.pub")).doesNotExist();

        Files.writeString(folder.resolve("others.pub"), "");
        assertThatThrownBy(() -> KeyFiles.create(folder, "others")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(folder.resolve("others.key")).doesNotExist();
    }

    @Test
    void believesWhatATrustedKeyHasSigned() throws Exception {
        trusted.require(arrived(signed("{}")));
        trusted.require(arrived(signed("")));
    }

    @Test
    void believesEverythingWithoutKeys() throws Exception {
        assertThat(TrustedKeys.NONE.isRequired()).isFalse();
        TrustedKeys.NONE.require(arrived(Publication.of(TOPIC, Payload.ofText("{}"))));
    }

    @Test
    void doesNotBelieveAnotherPayload() {
        MqttMessage altered = message(TOPIC, "{ }", signed("{}").userProperties());

        assertThatThrownBy(() -> trusted.require(altered)).hasMessageContaining("it was altered");
    }

    @Test
    void doesNotBelieveTheSameOnAnotherTopic() {
        MqttMessage moved =
                message("hyps/v1/models/tiny/plans/1-4", "{}", signed("{}").userProperties());

        assertThatThrownBy(() -> trusted.require(moved))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("signed for another topic");
    }

    @Test
    void doesNotBelieveWhatIsNotSigned() {
        assertThatThrownBy(() -> trusted.require(message(TOPIC, "{}", Map.of())))
                .hasMessageContaining("it is not signed")
                .hasMessageContaining(key.id());
    }

    @Test
    void doesNotBelieveAnotherKey() throws Exception {
        SigningKey other = SigningKey.open(KeyFiles.create(folder, "other").privateFile(), Optional.empty());
        Publication foreign = other.sign(Publication.of(TOPIC, Payload.ofText("{}")));

        assertThatThrownBy(() -> trusted.require(arrived(foreign))).hasMessageContaining("a key that is not trusted");
        assertThatCode(() -> trusted.and(other.trusted()).require(arrived(foreign)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "%s", "%s.", "%s.!", "%s.AAAA", "x.AAAA"})
    void doesNotBelieveASignatureThatIsNone(String form) {
        String property = form.replace("%s", key.id());

        assertThatThrownBy(() -> trusted.require(message(TOPIC, "{}", Map.of(SignedText.PROPERTY, property))))
                .isInstanceOf(UntrustedException.class);
    }

    @Test
    void writesThePrivateKeyForItsOwnerOnlyAndOnce() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("plans.key"))))
                .isEqualTo("rw-------");
        assertThat(KeyFiles.ids(folder.resolve("plans.pub"))).containsExactly(key.id());
        assertThatThrownBy(() -> KeyFiles.create(folder, "plans")).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(key.toString()).isEqualTo("signing key " + key.id());
    }

    @Test
    void refusesFilesOfOtherKinds() throws Exception {
        Path file = Files.writeString(folder.resolve("x"), "x");

        assertThatThrownBy(() -> TrustedKeys.open(List.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hyps.plans.trusted-keys")
                .hasMessageContaining("not a PEM file");
        assertThatThrownBy(() -> SigningKey.open(folder.resolve("plans.pub"), Optional.empty()))
                .hasMessageContaining("holds no private key");
    }

    private Publication signed(String payload) {
        return key.sign(Publication.of(TOPIC, Payload.ofText(payload)));
    }

    private static MqttMessage arrived(Publication publication) {
        return message(publication.topic(), publication.payload().text(), publication.userProperties());
    }

    private static MqttMessage message(String topic, String payload, Map<String, String> properties) {
        return new MqttMessage(
                topic,
                Payload.ofText(payload),
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                properties);
    }
}
