package org.eclipse.paho.mqttv5.common.packet;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.util.VariableByteInteger;

/**
 * The data types of MQTT 5 (1.5), to and from streams.
 *
 * <p>Stands in for Paho's class of this name, which throws {@link IllegalArgumentException} at received text that holds a
 * control character. Nothing catches that: the thread that reads from the broker ends, and the client is deaf while it
 * seems connected. Brokers such as Artemis pass such text on. Here text is checked when it is sent, as the standard
 * requires, and taken as it comes when it is received: who uses it checks it.
 */
public class MqttDataTypes {
    public static final int VARIABLE_BYTE_INT_MAX = 268_435_455;

    protected static final Charset STRING_ENCODING = StandardCharsets.UTF_8;

    private static final int TWO_BYTE_INT_MAX = 65_535;
    private static final long FOUR_BYTE_INT_MAX = 4_294_967_295L;
    private static final int VARIABLE_BYTE_INT_MOST_BYTES = 4;

    public MqttDataTypes() throws IllegalAccessException {
        throw new IllegalAccessException("only static methods");
    }

    /** @throws IllegalArgumentException if there is a value and it does not fit two bytes */
    public static void validateTwoByteInt(Integer value) {
        require(value == null || (value >= 0 && value <= TWO_BYTE_INT_MAX), value, TWO_BYTE_INT_MAX);
    }

    /** @throws IllegalArgumentException if there is a value and it does not fit four bytes */
    public static void validateFourByteInt(Long value) {
        require(value == null || (value >= 0 && value <= FOUR_BYTE_INT_MAX), value, FOUR_BYTE_INT_MAX);
    }

    /** @throws IllegalArgumentException if the value does not fit a variable byte integer */
    public static void validateVariableByteInt(int value) {
        require(value >= 0 && value <= VARIABLE_BYTE_INT_MAX, value, VARIABLE_BYTE_INT_MAX);
    }

    public static void writeUnsignedFourByteInt(long value, DataOutputStream stream) throws IOException {
        stream.writeInt((int) value);
    }

    public static Long readUnsignedFourByteInt(DataInputStream stream) throws IOException {
        return Integer.toUnsignedLong(stream.readInt());
    }

    public static int readUnsignedTwoByteInt(DataInputStream stream) throws IOException {
        return stream.readUnsignedShort();
    }

    /**
     * Writes a text's length in two bytes, and its UTF-8.
     *
     * @throws IllegalArgumentException if the text is longer than 65,535 bytes or holds what MQTT forbids
     */
    public static void encodeUTF8(DataOutputStream stream, String text) throws MqttException {
        text.codePoints().forEach(MqttDataTypes::requireAllowed);
        byte[] encoded = text.getBytes(STRING_ENCODING);
        if (encoded.length > TWO_BYTE_INT_MAX) {
            throw new IllegalArgumentException(
                    "a text of " + encoded.length + " bytes is over MQTT's limit of " + TWO_BYTE_INT_MAX);
        }
        try {
            stream.writeShort(encoded.length);
            stream.write(encoded);
        } catch (IOException e) {
            throw new MqttException(e);
        }
    }

    /** Reads a text; bytes that are no UTF-8 become replacement characters. */
    public static String decodeUTF8(DataInputStream stream) throws MqttException {
        try {
            byte[] encoded = new byte[stream.readUnsignedShort()];
            stream.readFully(encoded);
            return new String(encoded, STRING_ENCODING);
        } catch (IOException e) {
            throw new MqttException(MqttException.REASON_CODE_MALFORMED_PACKET, e);
        }
    }

    /** @throws IOException if the stream ends, or the integer has more than four bytes */
    public static VariableByteInteger readVariableByteInteger(DataInputStream stream) throws IOException {
        int value = 0;
        for (int count = 1; count <= VARIABLE_BYTE_INT_MOST_BYTES; count++) {
            int digit = stream.readUnsignedByte();
            value |= (digit & 0x7f) << (7 * (count - 1));
            if ((digit & 0x80) == 0) {
                return new VariableByteInteger(value, count);
            }
        }
        throw new IOException("a variable byte integer has more than " + VARIABLE_BYTE_INT_MOST_BYTES + " bytes");
    }

    /** @throws IllegalArgumentException if the number does not fit a variable byte integer */
    public static byte[] encodeVariableByteInteger(int number) {
        validateVariableByteInt(number);
        byte[] digits = new byte[VARIABLE_BYTE_INT_MOST_BYTES];
        int count = 0;
        int left = number;
        do {
            int digit = left & 0x7f;
            left >>>= 7;
            digits[count++] = (byte) (left > 0 ? digit | 0x80 : digit);
        } while (left > 0);
        return Arrays.copyOf(digits, count);
    }

    /** Control characters, unpaired surrogates and non-characters: MQTT 5, 1.5.4. */
    private static void requireAllowed(int codePoint) {
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        boolean nonCharacter = (codePoint & 0xfffe) == 0xfffe || (codePoint >= 0xfdd0 && codePoint <= 0xfdef);
        if (Character.isISOControl(codePoint) || surrogate || nonCharacter) {
            throw new IllegalArgumentException(String.format("MQTT forbids the character U+%04X in a text", codePoint));
        }
    }

    private static void require(boolean holds, Number value, long most) {
        if (!holds) {
            throw new IllegalArgumentException(value + " is not a number from 0 to " + most);
        }
    }
}
