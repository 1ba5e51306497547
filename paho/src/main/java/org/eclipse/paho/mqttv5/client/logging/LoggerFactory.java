package org.eclipse.paho.mqttv5.client.logging;

import java.util.ResourceBundle;

/**
 * Gives Paho its loggers.
 *
 * <p>Stands in for Paho's class of this name, which makes a logger of java.util.logging anew for each message that is sent.
 * Here all share one that says nothing: what is worth a line, HyPS says itself.
 */
public class LoggerFactory {
    public static final String MQTT_CLIENT_MSG_CAT = "org.eclipse.paho.mqttv5.client.internal.nls.logcat";

    private static final Logger SILENT = new Silent();

    public static Logger getLogger(String messageCatalogName, String loggerName) {
        return SILENT;
    }

    private static final class Silent implements Logger {
        @Override
        public void initialise(ResourceBundle catalog, String loggerName, String resourceName) {}

        @Override
        public void setResourceName(String resourceName) {}

        @Override
        public boolean isLoggable(int level) {
            return false;
        }

        @Override
        public void severe(String sourceClass, String sourceMethod, String message) {}

        @Override
        public void severe(String sourceClass, String sourceMethod, String message, Object[] inserts) {}

        @Override
        public void severe(
                String sourceClass, String sourceMethod, String message, Object[] inserts, Throwable thrown) {}

        @Override
        public void warning(String sourceClass, String sourceMethod, String message) {}

        @Override
        public void warning(String sourceClass, String sourceMethod, String message, Object[] inserts) {}

        @Override
        public void warning(
                String sourceClass, String sourceMethod, String message, Object[] inserts, Throwable thrown) {}

        @Override
        public void info(String sourceClass, String sourceMethod, String message) {}

        @Override
        public void info(String sourceClass, String sourceMethod, String message, Object[] inserts) {}

        @Override
        public void info(String sourceClass, String sourceMethod, String message, Object[] inserts, Throwable thrown) {}

        @Override
        public void config(String sourceClass, String sourceMethod, String message) {}

        @Override
        public void config(String sourceClass, String sourceMethod, String message, Object[] inserts) {}

        @Override
        public void config(
                String sourceClass, String sourceMethod, String message, Object[] inserts, Throwable thrown) {}

        @Override
        public void fine(String sourceClass, String sourceMethod, String message) {}

        @Override
        public void fine(String sourceClass, String sourceMethod, String message, Object[] inserts) {}

        @Override
        public void fine(String sourceClass, String sourceMethod, String message, Object[] inserts, Throwable thrown) {}

        @Override
        public void finer(String sourceClass, String sourceMethod, String message) {}

        @Override
        public void finer(String sourceClass, String sourceMethod, String message, Object[] inserts) {}

        @Override
        public void finer(
                String sourceClass, String sourceMethod, String message, Object[] inserts, Throwable thrown) {}

        @Override
        public void finest(String sourceClass, String sourceMethod, String message) {}

        @Override
        public void finest(String sourceClass, String sourceMethod, String message, Object[] inserts) {}

        @Override
        public void finest(
                String sourceClass, String sourceMethod, String message, Object[] inserts, Throwable thrown) {}

        @Override
        public void log(
                int level,
                String sourceClass,
                String sourceMethod,
                String message,
                Object[] inserts,
                Throwable thrown) {}

        @Override
        public void trace(
                int level,
                String sourceClass,
                String sourceMethod,
                String message,
                Object[] inserts,
                Throwable thrown) {}

        @Override
        public String formatMessage(String message, Object[] inserts) {
            return message;
        }

        @Override
        public void dumpTrace() {}
    }
}
