package io.hyps.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that says {@code ready}, then answers each line with a line, and ends with its input. For one thread. */
public final class LineProcess implements AutoCloseable {
    private static final String READY = "ready";
    private static final long PATIENCE_SECONDS = 10;

    private final String name;
    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final PrintStream requests;

    private LineProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
        this.requests = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    }

    /**
     * Starts the process and waits until it is ready.
     *
     * @param log takes its standard error
     * @throws IOException if it ends instead, with its last words
     */
    public static LineProcess start(String name, List<String> command, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        LineProcess started = new LineProcess(name, builder.start(), log);
        try {
            String first = started.read();
            if (!READY.equals(first)) {
                throw new IOException(name + " says '" + first + "' instead of '" + READY + "'");
            }
        } catch (IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    public String ask(String request) throws IOException {
        requests.println(request);
        return read();
    }

    private String read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            List<String> words = Files.readAllLines(log);
            throw new IOException(name + " has ended: " + (words.isEmpty() ? "" : words.get(words.size() - 1)));
        }
        return line;
    }

    public long pid() {
        return process.pid();
    }

    /** Its own and those of the processes that it has started. */
    public Stream<Long> pids() {
        return Stream.concat(Stream.of(process.pid()), process.descendants().map(ProcessHandle::pid));
    }

    @Override
    public void close() {
        requests.close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
