package io.hyps.stack.process;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks a part whether it is ready, as an orchestrator would. */
public final class HealthProbe {
    private static final int PATIENCE_MILLIS = 2000;

    private HealthProbe() {}

    /** Whether the part that serves this port of this machine says it is ready; false if nobody answers. */
    public static boolean isReady(int port) {
        try {
            URI url = URI.create("http://127.0.0.1:" + port + "/q/health/ready");
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }
}
