package io.hyps.runner.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.slice.SliceChunk;
import io.hyps.protocol.slice.SliceRequest;
import io.hyps.runner.RefusalReason;
import io.hyps.runner.RefusedException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceFetcherTest {
    private static final FetchSettings PATIENT = new FetchSettings(4, 100, Duration.ofMinutes(1), 6);
    private static final FetchSettings HASTY = new FetchSettings(4, 100, Duration.ofMillis(30), 6);

    @TempDir
    Path cache;

    private final byte[] content = new byte[1050];
    private final List<SliceRequest> requests = new ArrayList<>();
    private final ChunkInbox inbox = new ChunkInbox(PATIENT.window());
    private SliceRef slice;

    @BeforeEach
    void fill() {
        new Random(1).nextBytes(content);
        slice = new SliceRef(new SliceRef.Blob(Sha256.of(content), content.length), null);
    }

    @Test
    void fetchesAFileInChunksAndProvesIt() throws Exception {
        Path fetched = fetcher(request -> inbox.put(answer(request))).fetch("plan", slice, () -> true);

        assertThat(fetched).hasBinaryContent(content).hasFileName(Sha256.of(content) + ".onnx");
        assertThat(requests).hasSize(11);
        assertThat(filesIn(cache)).containsExactly(fetched);
    }

    @Test
    void asksForNothingThatIsCached() throws Exception {
        fetcher(request -> inbox.put(answer(request))).fetch("plan", slice, () -> true);
        requests.clear();

        fetcher(request -> inbox.put(answer(request))).fetch("plan", slice, () -> true);

        assertThat(requests).isEmpty();
    }

    @Test
    void fetchesAgainWhatIsDamagedInTheCache() throws Exception {
        Path file = fetcher(request -> inbox.put(answer(request))).fetch("plan", slice, () -> true);
        byte[] damaged = content.clone();
        damaged[7] ^= 1;
        Files.write(file, damaged);

        fetcher(request -> inbox.put(answer(request))).fetch("plan", slice, () -> true);

        assertThat(file).hasBinaryContent(content);
    }

    @Test
    void takesChunksInAnyOrderAndMoreThanOnce() throws Exception {
        List<SliceRequest> window = new ArrayList<>();

        Path fetched = hastyFetcher(request -> {
                    window.add(request);
                    if (window.size() == 3) {
                        Collections.reverse(window);
                        window.forEach(r -> inbox.put(answer(r)));
                        inbox.put(answer(window.get(0)));
                        window.clear();
                    }
                })
                .fetch("plan", slice, () -> true);

        assertThat(fetched).hasBinaryContent(content);
    }

    @Test
    void asksAgainForWhatIsLostOrDamaged() throws Exception {
        Random trouble = new Random(3);

        Path fetched = hastyFetcher(request -> {
                    int dice = trouble.nextInt(4);
                    if (dice == 0) {
                        byte[] damaged = answer(request);
                        damaged[damaged.length - 1] ^= 1;
                        inbox.put(damaged);
                    } else if (dice > 1) {
                        inbox.put(answer(request));
                    }
                })
                .fetch("plan", slice, () -> true);

        assertThat(fetched).hasBinaryContent(content);
        assertThat(requests).hasSizeGreaterThan(11);
    }

    @Test
    void takesShorterChunksThanAskedFor() throws Exception {
        Path fetched = fetcher(request -> inbox.put(
                        answer(new SliceRequest(request.sha256(), request.offset(), Math.min(33, request.length())))))
                .fetch("plan", slice, () -> true);

        assertThat(fetched).hasBinaryContent(content);
    }

    @Test
    void goesOnWhereABreakStoppedIt() throws Exception {
        assertThatThrownBy(() -> hastyFetcher(request -> {
                            if (request.offset() < 500) {
                                inbox.put(answer(request));
                            }
                        })
                        .fetch("plan", slice, () -> requests.size() < 12))
                .isInstanceOf(CancellationException.class);
        requests.clear();

        Path fetched = fetcher(request -> inbox.put(answer(request))).fetch("plan", slice, () -> true);

        assertThat(fetched).hasBinaryContent(content);
        assertThat(requests).allMatch(request -> request.offset() >= 500);
    }

    @Test
    void startsOverIfWhatABreakLeftIsDamaged() throws Exception {
        Files.write(cache.resolve(Sha256.of(content) + ".onnx.edge-1.part"), new byte[500]);

        Path fetched = fetcher(request -> inbox.put(answer(request))).fetch("plan", slice, () -> true);

        assertThat(fetched).hasBinaryContent(content);
    }

    @Test
    void refusesAFileThatKeepsAnotherDigest() throws Exception {
        content[3] ^= 1;

        assertThatThrownBy(() -> fetcher(request -> inbox.put(answer(request))).fetch("plan", slice, () -> true))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(RefusalReason.BAD_SLICE))
                .hasMessageContaining("another digest");
        assertThat(requests).hasSize(33);
        assertThat(filesIn(cache)).isEmpty();
    }

    @Test
    void refusesAFileOfAnotherSize() {
        slice = new SliceRef(new SliceRef.Blob(Sha256.of(content), 2000), null);

        assertThatThrownBy(() -> fetcher(request -> inbox.put(answer(request))).fetch("plan", slice, () -> true))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(RefusalReason.BAD_SLICE))
                .hasMessageContaining("1050 bytes at the planner, 2000 in the plan");
    }

    @Test
    void givesUpIfThePlannerDoesNotHaveIt() {
        assertThatThrownBy(() -> hastyFetcher(request -> inbox.put(
                                new SliceChunk.Unavailable(request.sha256(), request.offset(), "gone").encode()))
                        .fetch("plan", slice, () -> true))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(RefusalReason.SLICE_UNAVAILABLE))
                .hasMessageContaining("the planner says: gone");
    }

    @Test
    void givesUpIfThePlannerDoesNotAnswer() {
        assertThatThrownBy(() -> hastyFetcher(request -> {}).fetch("plan", slice, () -> true))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(RefusalReason.SLICE_UNAVAILABLE))
                .hasMessageContaining("did not answer");
    }

    @Test
    void refusesWhatCannotBeStored() throws Exception {
        Path occupied = Files.createFile(cache.resolve("file"));
        SliceFetcher fetcher = new SliceFetcher(
                new SliceCache(occupied, "edge-1", OptionalLong.empty(), Clock.systemUTC()),
                requests::add,
                inbox,
                PATIENT,
                System::nanoTime);

        assertThatThrownBy(() -> fetcher.fetch("plan", slice, () -> true))
                .satisfies(e -> assertThat(reason(e)).isEqualTo(RefusalReason.STORAGE));
    }

    private SliceFetcher fetcher(SliceFetcher.Requests planner) {
        return fetcher(planner, PATIENT);
    }

    private SliceFetcher hastyFetcher(SliceFetcher.Requests planner) {
        return fetcher(planner, HASTY);
    }

    private SliceFetcher fetcher(SliceFetcher.Requests planner, FetchSettings settings) {
        return new SliceFetcher(
                new SliceCache(cache, "edge-1", OptionalLong.empty(), Clock.systemUTC()),
                request -> {
                    requests.add(request);
                    planner.send(request);
                },
                inbox,
                settings,
                System::nanoTime);
    }

    private byte[] answer(SliceRequest request) {
        int from = (int) request.offset();
        int to = Math.min(content.length, from + request.length());
        return new SliceChunk.Range(
                        request.sha256(),
                        from,
                        content.length,
                        ByteBuffer.wrap(Arrays.copyOfRange(content, Math.min(from, to), to)))
                .encode();
    }

    private static RefusalReason reason(Throwable e) {
        return ((RefusedException) e).reason();
    }

    private static List<Path> filesIn(Path directory) throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
