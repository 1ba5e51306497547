package io.hyps.protocol.topic;

import io.hyps.protocol.ForeignText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What may stand between two slashes of a topic. */
public final class TopicLevel {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST_SENSOR_CHARACTERS = 128;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private TopicLevel() {}

    /**
     * Checks the identifier of a model, device, gateway or client.
     *
     * @param role what it identifies, for the message
     * @throws IllegalArgumentException if it is not 1 to 64 letters, digits, dots, underscores or hyphens, the first a
     *     letter or digit
     */
    public static String requireIdentifier(String role, String id) {
        if (!IDENTIFIER.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    role + " '" + ForeignText.printable(id)
                            + "' is not an identifier: use 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit");
        }
        return id;
    }

    /**
     * Checks a sensor's name, which may hold more than an identifier: sensors are not ours.
     *
     * @throws IllegalArgumentException if it is empty, longer than 128 characters or holds '/', '+', '#', control
     *     characters or a leading '$'
     */
    public static String requireSensor(String sensor) {
        boolean plain = sensor.chars().noneMatch(c -> c == '/' || c == '+' || c == '#' || Character.isISOControl(c));
        if (sensor.isBlank() || sensor.length() > MOST_SENSOR_CHARACTERS || sensor.startsWith("$") || !plain) {
            throw new IllegalArgumentException("sensor '" + ForeignText.printable(sensor)
                    + "' cannot stand in a topic: use 1 to 128 characters without '/', '+', '#' or control characters");
        }
        return sensor;
    }

    /** Percent-encodes (RFC 3986) all but letters, digits, '.', '_' and '-', so that any tensor name fits one level. */
    public static String encode(String name) {
        StringBuilder level = new StringBuilder(name.length() + 8);
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(b)) {
                level.append((char) b);
            } else {
                level.append('%').append(HEX.toHexDigits(b));
            }
        }
        return level.toString();
    }

    /**
     * Undoes {@link #encode}.
     *
     * @throws IllegalArgumentException if the level is not what {@code encode} gives for some name
     */
    public static String decode(String level) {
        ByteBuffer bytes = ByteBuffer.allocate(level.length());
        for (int at = 0; at < level.length(); at++) {
            char c = level.charAt(at);
            if (c == '%' && at + 2 < level.length() && isHex(level, at + 1)) {
                bytes.put((byte) HexFormat.fromHexDigits(level, at + 1, at + 3));
                at += 2;
            } else if (c < 0x80 && isUnreserved((byte) c)) {
                bytes.put((byte) c);
            } else {
                throw new IllegalArgumentException(
                        "topic level '" + ForeignText.printable(level) + "' is not percent-encoded at character " + at);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(bytes.flip())
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("topic level '" + ForeignText.printable(level) + "' is not UTF-8", e);
        }
    }

    private static boolean isHex(String level, int at) {
        return HexFormat.isHexDigit(level.charAt(at)) && HexFormat.isHexDigit(level.charAt(at + 1));
    }

    private static boolean isUnreserved(byte b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '.'
                || b == '_'
                || b == '-';
    }
}
