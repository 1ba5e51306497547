package io.hyps.protocol.mqtt;

import io.hyps.protocol.ForeignText;

/**
 * An MQTT topic filter (MQTT 5, 4.7 and 4.8.2).
 *
 * @param text as it is subscribed, with {@code $share/group/} if it is shared
 * @param group of a shared subscription; empty for others
 * @param levels what topics are compared with
 */
record TopicFilter(String text, String group, String levels) {
    private static final String SHARE = "$share/";

    /** @throws IllegalArgumentException if it is no topic filter */
    static TopicFilter parse(String text) {
        String group = "";
        String levels = text;
        if (text.startsWith(SHARE)) {
            int end = text.indexOf('/', SHARE.length());
            group = end < 0 ? "" : text.substring(SHARE.length(), end);
            levels = end < 0 ? "" : text.substring(end + 1);
            require(!group.isEmpty() && group.indexOf('+') < 0 && group.indexOf('#') < 0, text);
        }
        // Paho would only notice a control character on its sending thread, which ends by it
        require(!levels.isEmpty() && text.chars().noneMatch(Character::isISOControl), text);
        String[] parts = levels.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean wildcard = parts[i].indexOf('+') >= 0 || parts[i].indexOf('#') >= 0;
            boolean last = i == parts.length - 1;
            require(!wildcard || parts[i].equals("+") || (parts[i].equals("#") && last), text);
        }
        return new TopicFilter(text, group, levels);
    }

    boolean isShared() {
        return !group.isEmpty();
    }

    boolean matches(String topic) {
        if (topic.startsWith("$") && (levels.startsWith("+") || levels.startsWith("#"))) {
            return false;
        }
        String[] wanted = levels.split("/", -1);
        String[] given = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return true;
            }
            if (i >= given.length || !(wanted[i].equals("+") || wanted[i].equals(given[i]))) {
                return false;
            }
            // "sport/#" also stands for "sport" itself
            if (i == given.length - 1 && i == wanted.length - 2 && wanted[i + 1].equals("#")) {
                return true;
            }
        }
        return wanted.length == given.length;
    }

    private static void require(boolean valid, String text) {
        if (!valid) {
            throw new IllegalArgumentException("'" + ForeignText.printable(text) + "' is not a topic filter");
        }
    }
}
