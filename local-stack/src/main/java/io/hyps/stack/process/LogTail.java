package io.hyps.stack.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file. */
final class LogTail {
    private static final int MOST_BYTES = 8192;
    private static final int MOST_CHARACTERS = 400;

    private LogTail() {}

    /** The last line that is not of a stack trace; empty if there is none. */
    static String lastWords(Path log) {
        List<String> lines = read(log)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("at ") && !line.startsWith("... "))
                .toList();
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        return last.length() > MOST_CHARACTERS ? last.substring(0, MOST_CHARACTERS) + "…" : last;
    }

    private static String read(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long size = file.length();
            byte[] end = new byte[(int) Math.min(MOST_BYTES, size)];
            file.seek(size - end.length);
            file.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
