package io.hyps.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.Payload;
import io.hyps.protocol.frame.Frame;
import io.hyps.protocol.frame.FrameId;
import io.hyps.protocol.result.ErrorCode;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FrameEventsTest {
    private static final FrameId ID = FrameId.parse("0192f3a4-5b6c-7d8e-9f01-23456789abcd");

    @Property
    void frameOfAnySensorComesThrough(@ForAll("sensors") String sensor) throws MalformedMessageException {
        Frame frame = frame(sensor);

        assertThat(FrameEvents.toFrame(FrameEvents.ofFrame(frame))).isEqualTo(frame);
    }

    @Example
    void hostileSensorNamesComeThrough() throws MalformedMessageException {
        for (String sensor :
                new String[] {"a b", "a%2Fb", "a?b=c&d", "é漢字🙂", "..", "a+b".replace('+', '-'), "x\"'\\"}) {
            assertThat(FrameEvents.toFrame(FrameEvents.ofFrame(frame(sensor))).sensor())
                    .isEqualTo(sensor);
        }
    }

    @Example
    void attributesAreThoseOfTheDocument() {
        CloudEvent event = FrameEvents.ofFrame(frame("cam 1"));

        assertThat(event.getId()).isEqualTo(ID.toString());
        assertThat(event.getType()).isEqualTo("io.hyps.frame.v1");
        assertThat(event.getSource()).isEqualTo(URI.create("/sensors/cam%201"));
        assertThat(event.getSubject()).isEqualTo("fashion");
        assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse("2026-11-23T08:00:00Z"));
        assertThat(event.getDataContentType()).isEqualTo("image/png");
        assertThat(event.getExtension("suppliedid")).isEqualTo("shirt 7");
        assertThat(event.getExtension("receivedat")).isEqualTo("2026-11-23T08:00:01.250Z");
        assertThat(event.getExtension("replytopic")).isEqualTo("hyps/v1/sensors/cam 1/answers");
        assertThat(event.getExtension("correlation")).isEqualTo("AQL/");
    }

    @Example
    void resultHasTheFramesAttributes() throws MalformedMessageException {
        CloudEvent event = FrameEvents.ofResult(frame("cam"), "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        Frame read = FrameEvents.toFrame(event);

        assertThat(event.getType()).isEqualTo("io.hyps.result.v1");
        assertThat(read.image().text()).isEqualTo("{}");
        assertThat(read.reply()).isEqualTo(frame("cam").reply());
    }

    @Example
    void deadLetterSaysWhy() {
        CloudEvent event = FrameEvents.ofDeadLetter(frame("cam"), ErrorCode.UNDECODABLE_IMAGE, "not a PNG");

        assertThat(event.getType()).isEqualTo("io.hyps.deadletter.v1");
        assertThat(event.getExtension("reason")).isEqualTo("undecodable-image");
        assertThat(event.getExtension("reasonmessage")).isEqualTo("not a PNG");
    }

    @Example
    void refusesRecordsThatAreNoFrames() {
        CloudEvent good = FrameEvents.ofFrame(frame("cam"));
        assertRefusal(
                CloudEventBuilder.v1(good).withSource(URI.create("/other/cam")).build(), "/sensors/{sensor}");
        assertRefusal(CloudEventBuilder.v1(good).withId("7").build(), "7");
        assertRefusal(CloudEventBuilder.v1(good).withoutData().build(), "data");
        assertRefusal(
                CloudEventBuilder.v1(good)
                        .withSource(URI.create("/sensors/a%2Fb"))
                        .build(),
                "sensor 'a/b'");
        assertRefusal(
                CloudEventBuilder.v1(good).withSource(URI.create("/sensors/")).build(), "sensor ''");
        assertRefusal(CloudEventBuilder.v1(good).withSubject("a b").build(), "model 'a b'");
        assertRefusal(
                CloudEventBuilder.v1(good).withExtension("receivedat", "noon").build(), "noon");
        assertRefusal(
                CloudEventBuilder.v1(good).withExtension("correlation", "%%%").build(), "base64");
    }

    private static void assertRefusal(CloudEvent event, String reason) {
        assertThatThrownBy(() -> FrameEvents.toFrame(event))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith("record '")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    private static Frame frame(String sensor) {
        return new Frame(
                ID,
                sensor,
                "fashion",
                Optional.of("shirt 7"),
                Instant.parse("2026-11-23T08:00:00Z"),
                Instant.parse("2026-11-23T08:00:01.250Z"),
                "image/png",
                Optional.of(new Frame.ReplyTo(
                        "hyps/v1/sensors/" + sensor + "/answers", Payload.of(new byte[] {1, 2, (byte) 0xff}))),
                Optional.empty(),
                Payload.of(new byte[] {9, 8, 7}));
    }

    @Provide
    Arbitrary<String> sensors() {
        return Arbitraries.strings()
                .ofMinLength(1)
                .ofMaxLength(128)
                .filter(s -> !s.isBlank() && !s.startsWith("$"))
                .filter(s -> s.chars()
                        .noneMatch(c ->
                                "/+#".indexOf(c) >= 0 || Character.isISOControl(c) || Character.isSurrogate((char) c)));
    }
}
