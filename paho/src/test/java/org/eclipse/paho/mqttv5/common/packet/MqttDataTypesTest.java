package org.eclipse.paho.mqttv5.common.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.util.VariableByteInteger;
import org.junit.jupiter.api.Test;

class MqttDataTypesTest {
    @Test
    void pahoIsLoadedWithOurDataTypes() {
        assertThat(MqttDataTypes.class.getProtectionDomain().getCodeSource().getLocation())
                .isEqualTo(MqttAsyncClient.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation());
        assertThat(MqttDataTypes.class.getDeclaredMethods()).extracting("name").contains("requireAllowed");
    }

    @Test
    void takesReceivedTextAsItComes() throws MqttException {
        assertThat(decoded(0, 3, 'a', 1, 'b')).isEqualTo("a\u0001b");
        assertThat(decoded(0, 2, 'a', 0xff)).isEqualTo("a\ufffd");
    }

    @Test
    void refusesTextThatIsCutShort() {
        assertThatThrownBy(() -> decoded(0, 3, 'a')).isInstanceOf(MqttException.class);
    }

    @Test
    void writesAndReadsText() throws Exception {
        for (String text : new String[] {"", "hyps/v1/sensors/küche 1", "\ud83d\ude00"}) {
            assertThat(decoded(encoded(text))).isEqualTo(text);
        }
    }

    @Test
    void sendsNoTextThatMqttForbids() {
        for (String text : new String[] {"a\u0001", "\u0000", "\ud800", "\ufdd0", "\uffff", "x".repeat(65_536)}) {
            assertThatThrownBy(() -> encoded(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void writesAndReadsVariableByteIntegers() throws IOException {
        for (int number : new int[] {0, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455}) {
            byte[] bytes = MqttDataTypes.encodeVariableByteInteger(number);
            VariableByteInteger read = MqttDataTypes.readVariableByteInteger(in(bytes));
            assertThat(read.getValue()).isEqualTo(number);
            assertThat(read.getEncodedLength()).isEqualTo(bytes.length);
        }
        assertThatThrownBy(() -> MqttDataTypes.encodeVariableByteInteger(268_435_456))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MqttDataTypes.readVariableByteInteger(in(bytes(0xff, 0xff, 0xff, 0xff, 0x01))))
                .isInstanceOf(IOException.class);
    }

    @Test
    void writesAndReadsFourByteIntegers() throws IOException {
        for (long number : new long[] {0, 1, 2_147_483_648L, 4_294_967_295L}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            MqttDataTypes.writeUnsignedFourByteInt(number, new DataOutputStream(out));
            assertThat(MqttDataTypes.readUnsignedFourByteInt(in(out.toByteArray())))
                    .isEqualTo(number);
        }
        assertThatThrownBy(() -> MqttDataTypes.validateFourByteInt(-1L)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MqttDataTypes.validateTwoByteInt(65_536)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String decoded(int... bytes) throws MqttException {
        return decoded(bytes(bytes));
    }

    private static String decoded(byte[] bytes) throws MqttException {
        return MqttDataTypes.decodeUTF8(in(bytes));
    }

    private static byte[] encoded(String text) throws MqttException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MqttDataTypes.encodeUTF8(new DataOutputStream(out), text);
        return out.toByteArray();
    }

    private static DataInputStream in(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
