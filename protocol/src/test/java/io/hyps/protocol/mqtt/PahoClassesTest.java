package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.Collections;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.common.packet.util.CountingInputStream;
import org.junit.jupiter.api.Test;

class PahoClassesTest {
    /** With Paho as shipped a megabyte takes twenty times as long. */
    @Test
    void thisModuleRunsWithTheStreamsThatReadInBulk() throws Exception {
        String resource = CountingInputStream.class.getName().replace('.', '/') + ".class";

        assertThat(CountingInputStream.class.getProtectionDomain().getCodeSource())
                .isEqualTo(MqttAsyncClient.class.getProtectionDomain().getCodeSource());
        assertThat(Collections.list(getClass().getClassLoader().getResources(resource)))
                .hasSize(1);
        assertThat(CountingInputStream.class
                        .getMethod("read", byte[].class, int.class, int.class)
                        .getDeclaringClass())
                .isNotEqualTo(InputStream.class);
    }
}
