package io.hyps.bench.links;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A network namespace for each runner, joined to this machine by a link that the kernel can slow down in both directions
 * (tc-tbf(8)). Needs root and the programs {@code ip} and {@code tc}. {@link #close} takes all away.
 */
final class ShapedLinks implements AutoCloseable {
    /** Where a broker is reached from every namespace. */
    static final String BROKER_ADDRESS = "10.213.0.1";

    private static final String NAME = "hyps-bench-";
    private static final String HERE = "hypsb";
    private static final String THERE = "hypsr";
    private static final long PATIENCE_SECONDS = 10;

    private final int count;
    private boolean shaped;

    private ShapedLinks(int count) {
        this.count = count;
    }

    /** @throws IOException in one line, if the system does not allow it */
    static ShapedLinks open(int count) throws IOException, InterruptedException {
        ShapedLinks links = new ShapedLinks(count);
        links.takeAway();
        try {
            run("ip", "address", "add", BROKER_ADDRESS + "/32", "dev", "lo");
            for (int i = 1; i <= count; i++) {
                links.add(i);
            }
        } catch (IOException e) {
            links.close();
            throw e;
        }
        return links;
    }

    private void add(int i) throws IOException, InterruptedException {
        run("ip", "netns", "add", NAME + i);
        run("ip", "link", "add", HERE + i, "type", "veth", "peer", "name", THERE + i);
        run("ip", "link", "set", THERE + i, "netns", NAME + i);
        run("ip", "address", "add", "10.213." + i + ".1/30", "dev", HERE + i);
        run("ip", "link", "set", HERE + i, "up");
        run("ip", "-n", NAME + i, "address", "add", "10.213." + i + ".2/30", "dev", THERE + i);
        run("ip", "-n", NAME + i, "link", "set", THERE + i, "up");
        run("ip", "-n", NAME + i, "link", "set", "lo", "up");
        run("ip", "-n", NAME + i, "route", "add", "default", "via", "10.213." + i + ".1");
    }

    /** What stands before a command, to run it in the next namespace that nobody has taken. */
    List<String> prefix(Path taken) {
        String script = "i=1; while ! mkdir '" + taken + "-'$i 2>/dev/null; do i=$((i+1)); done;"
                + " exec ip netns exec " + NAME + "$i \"$@\"";
        return List.of("sh", "-c", script, "sh");
    }

    /** From now on each link carries no more, in each direction. */
    void shape(long bitsPerSecond) throws IOException, InterruptedException {
        shaped = true;
        for (int i = 1; i <= count; i++) {
            tokenBucket(bitsPerSecond, "tc", "qdisc", "replace", "dev", HERE + i);
            tokenBucket(bitsPerSecond, "tc", "-n", NAME + i, "qdisc", "replace", "dev", THERE + i);
        }
    }

    private static void tokenBucket(long bitsPerSecond, String... where) throws IOException, InterruptedException {
        String[] what = {"root", "tbf", "rate", bitsPerSecond + "bit", "burst", "64kb", "latency", "400ms"};
        run(Stream.of(where, what).flatMap(Arrays::stream).toArray(String[]::new));
    }

    /** As fast as the machine again. */
    void release() throws IOException, InterruptedException {
        if (!shaped) {
            return;
        }
        shaped = false;
        for (int i = 1; i <= count; i++) {
            run("tc", "qdisc", "delete", "dev", HERE + i, "root");
            run("tc", "-n", NAME + i, "qdisc", "delete", "dev", THERE + i, "root");
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        takeAway();
    }

    /** What is not there is left. */
    private void takeAway() throws IOException, InterruptedException {
        for (int i = 1; i <= count; i++) {
            ended("ip", "link", "delete", HERE + i);
            ended("ip", "netns", "delete", NAME + i);
        }
        ended("ip", "address", "delete", BROKER_ADDRESS + "/32", "dev", "lo");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        String problem = ended(command);
        if (!problem.isEmpty()) {
            throw new IOException("'" + String.join(" ", command) + "' ended with: " + problem
                    + " (slow links need root, ip and tc)");
        }
    }

    /** What it complained of; empty if it succeeded. */
    private static String ended(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "no end after " + PATIENCE_SECONDS + " s";
        }
        return process.exitValue() == 0 ? "" : said.lines().findFirst().orElse("exit code " + process.exitValue());
    }
}
