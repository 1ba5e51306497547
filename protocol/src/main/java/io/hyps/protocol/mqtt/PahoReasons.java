package io.hyps.protocol.mqtt;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Paho's answers and failures in our words, one line each. */
final class PahoReasons {
    private PahoReasons() {}

    /** Why a connection is no more. */
    record Ended(String text, boolean takenOver) {}

    static Ended ended(MqttDisconnectResponse response) {
        int code = response.getReturnCode();
        if (code >= ReasonCode.FIRST_FAILURE) {
            return new Ended(ReasonCode.text(code), code == ReasonCode.SESSION_TAKEN_OVER);
        }
        @Nullable MqttException exception = response.getException();
        return new Ended(exception == null ? "the broker disconnected" : of(exception), false);
    }

    static PublishOutcome outcome(IMqttToken token) {
        return outcome(code(token));
    }

    /** What a PUBACK's reason code says. */
    static PublishOutcome outcome(int code) {
        if (code == ReasonCode.NO_MATCHING_SUBSCRIBERS) {
            return new PublishOutcome.NoSubscribers();
        }
        return code < ReasonCode.FIRST_FAILURE
                ? new PublishOutcome.Delivered()
                : new PublishOutcome.Refused(code, ReasonCode.text(code));
    }

    /** The reason code of the packet that answers ours; success if it holds none. */
    static int code(IMqttToken token) {
        int @Nullable [] codes = token.getReasonCodes();
        return codes == null || codes.length == 0 ? 0 : codes[0];
    }

    static String of(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        if (cause instanceof UnknownHostException) {
            return "host " + cause.getMessage() + " is unknown";
        }
        if (cause instanceof ConnectException) {
            return "connection refused";
        }
        if (cause instanceof SSLException) {
            return "TLS: " + oneLine(rootOf(cause));
        }
        if (cause instanceof EOFException) {
            return "the broker hung up";
        }
        if (failure instanceof MqttException mqtt) {
            int code = mqtt.getReasonCode();
            if (code >= ReasonCode.FIRST_FAILURE && code <= 0xff) {
                return ReasonCode.text(code);
            }
            return cause == null ? String.valueOf(mqtt.getMessage()) : oneLine(cause);
        }
        return oneLine(failure);
    }

    /** What Java's TLS says first is often that something else is wrong. */
    private static Throwable rootOf(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        return cause == null ? failure : rootOf(cause);
    }

    private static String oneLine(Throwable failure) {
        String text = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return text.lines().findFirst().orElse("");
    }
}
