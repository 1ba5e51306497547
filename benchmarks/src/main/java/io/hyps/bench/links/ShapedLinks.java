package io.hyps.bench.links;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A network namespace for each runner, joined to this machine by a link that the kernel can slow down in both directions
 * (tc-tbf(8)). Needs root and the programs {@code ip} and {@code tc}. {@link #close} takes all away, and so does the end of
 * this process.
 */
final class ShapedLinks implements AutoCloseable {
    /** Where a broker is reached from every namespace. */
    static final String BROKER_ADDRESS = "10.213.0.1";

    private static final String NAME = "hyps-bench-";
    private static final String HERE = "hypsb";
    private static final String THERE = "hypsr";
    private static final long PATIENCE_SECONDS = 10;

    private final int count;
    private final Thread hook = new Thread(this::end, "stop-links");
    private boolean shaped;
    private boolean ended;

    private ShapedLinks(int count) {
        this.count = count;
    }

    /**
     * Takes away what an earlier process left, and makes the links.
     *
     * @throws IOException in one line, if the system does not allow it
     */
    static ShapedLinks open(int count) throws IOException {
        ShapedLinks links = new ShapedLinks(count);
        Runtime.getRuntime().addShutdownHook(links.hook);
        boolean opened = false;
        try {
            takeAway();
            links.make("ip", "address", "add", BROKER_ADDRESS + "/32", "dev", "lo");
            for (int i = 1; i <= count; i++) {
                links.add(i);
            }
            opened = true;
            return links;
        } finally {
            if (!opened) {
                links.end();
                links.removeHook();
            }
        }
    }

    private void add(int i) throws IOException {
        make("ip", "netns", "add", NAME + i);
        make("ip", "link", "add", HERE + i, "type", "veth", "peer", "name", THERE + i);
        make("ip", "link", "set", THERE + i, "netns", NAME + i);
        make("ip", "address", "add", "10.213." + i + ".1/30", "dev", HERE + i);
        make("ip", "link", "set", HERE + i, "up");
        make("ip", "-n", NAME + i, "address", "add", "10.213." + i + ".2/30", "dev", THERE + i);
        make("ip", "-n", NAME + i, "link", "set", THERE + i, "up");
        make("ip", "-n", NAME + i, "link", "set", "lo", "up");
        make("ip", "-n", NAME + i, "route", "add", "default", "via", "10.213." + i + ".1");
    }

    /** Makes nothing more once all is being taken away. */
    private synchronized void make(String... command) throws IOException {
        if (ended) {
            throw new IOException("the links are taken away");
        }
        run(command);
    }

    /** What stands before a command, to run it in the next namespace that nobody has taken. */
    List<String> prefix(Path taken) {
        String script = "i=1; while ! mkdir '" + taken + "-'$i 2>/dev/null; do i=$((i+1)); done;"
                + " exec ip netns exec " + NAME + "$i \"$@\"";
        return List.of("sh", "-c", script, "sh");
    }

    /** From now on each link carries no more, in each direction. */
    void shape(long bitsPerSecond) throws IOException {
        shaped = true;
        for (int i = 1; i <= count; i++) {
            tokenBucket(bitsPerSecond, "tc", "qdisc", "replace", "dev", HERE + i);
            tokenBucket(bitsPerSecond, "tc", "-n", NAME + i, "qdisc", "replace", "dev", THERE + i);
        }
    }

    private static void tokenBucket(long bitsPerSecond, String... where) throws IOException {
        String[] what = {"root", "tbf", "rate", bitsPerSecond + "bit", "burst", "64kb", "latency", "400ms"};
        run(Stream.of(where, what).flatMap(Arrays::stream).toArray(String[]::new));
    }

    /** As fast as the machine again. */
    void release() throws IOException {
        if (!shaped) {
            return;
        }
        shaped = false;
        for (int i = 1; i <= count; i++) {
            run("tc", "qdisc", "delete", "dev", HERE + i, "root");
            run("tc", "-n", NAME + i, "qdisc", "delete", "dev", THERE + i, "root");
        }
    }

    /** @throws IOException if something could not be taken away; the rest is */
    @Override
    public void close() throws IOException {
        List<String> problems = end();
        removeHook();
        if (!problems.isEmpty()) {
            throw new IOException("links are left behind: " + String.join("; ", problems));
        }
    }

    private synchronized List<String> end() {
        ended = true;
        return takeAway();
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            return;
        }
    }

    /** Of this process or an earlier one, with more links or fewer. What cannot be taken away does not stop the rest. */
    private static List<String> takeAway() {
        List<String> problems = new ArrayList<>();
        for (String link : named(HERE, Ran.of("ip", "-brief", "link", "show"))) {
            problems.addAll(Ran.of("ip", "link", "delete", link).problems());
        }
        for (String namespace : named(NAME, Ran.of("ip", "netns", "list"))) {
            problems.addAll(Ran.of("ip", "netns", "delete", namespace).problems());
        }
        String address = BROKER_ADDRESS + "/32";
        if (Ran.of("ip", "-brief", "address", "show", "dev", "lo").said().contains(address)) {
            problems.addAll(
                    Ran.of("ip", "address", "delete", address, "dev", "lo").problems());
        }
        return problems;
    }

    private static List<String> named(String prefix, Ran list) {
        Pattern name = Pattern.compile("^" + prefix + "\\d+", Pattern.MULTILINE);
        return name.matcher(list.said()).results().map(MatchResult::group).toList();
    }

    private static void run(String... command) throws IOException {
        List<String> problems = Ran.of(command).problems();
        if (!problems.isEmpty()) {
            throw new IOException(problems.get(0) + " (slow links need root, ip and tc)");
        }
    }

    /**
     * A program that has run, to its end even if the thread is interrupted: these take milliseconds.
     *
     * @param problems what it complained of, one line; none if it succeeded
     */
    record Ran(String said, List<String> problems) {
        static Ran of(String... command) {
            return within(PATIENCE_SECONDS, command);
        }

        static Ran within(long patienceSeconds, String... command) {
            try {
                Process process =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                CompletableFuture<Boolean> inTime = process.onExit()
                        .thenApply(ended -> true)
                        .completeOnTimeout(false, patienceSeconds, TimeUnit.SECONDS);
                // which ends the reading below too
                CompletableFuture<Void> ended = inTime.thenAccept(soon -> {
                    if (!soon) {
                        process.destroyForcibly();
                    }
                });
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                ended.join();
                if (!inTime.join()) {
                    return failed(command, "no end after " + patienceSeconds + " s");
                }
                int exitCode = process.onExit().join().exitValue();
                if (exitCode != 0) {
                    return failed(command, said.lines().findFirst().orElse("exit code " + exitCode));
                }
                return new Ran(said, List.of());
            } catch (IOException e) {
                return failed(command, String.valueOf(e.getMessage()));
            }
        }

        private static Ran failed(String[] command, String problem) {
            return new Ran("", List.of("'" + String.join(" ", command) + "' ended with: " + problem));
        }
    }
}
