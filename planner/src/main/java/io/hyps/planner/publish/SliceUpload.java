package io.hyps.planner.publish;

import io.hyps.protocol.Payload;
import io.hyps.protocol.control.PlannerReply;
import io.hyps.protocol.plan.SliceRef;
import io.hyps.protocol.slice.SliceChunk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Uploads one file: the first chunk alone, whose answer says where to go on, then a few ahead of the answers. Whenever
 * an answer names another offset than was sent, all answers under way are awaited and sending goes on from there.
 */
final class SliceUpload {
    private static final int CHUNK_BYTES = 512 << 10;
    private static final int CHUNKS_AHEAD = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PlannerClient client;
    private final SliceRef.Blob blob;
    private final FileChannel file;
    private final Payload conversation = PlannerClient.newConversation();
    private final Deque<Long> expected = new ArrayDeque<>();

    private SliceUpload(PlannerClient client, SliceRef.Blob blob, FileChannel file) {
        this.client = client;
        this.blob = blob;
        this.file = file;
    }

    /** @return why the service refused it, if it did */
    static Optional<PlannerReply.Refused> run(
            PlannerClient client, Path path, SliceRef.Blob blob, PublishListener listener)
            throws IOException, NoPlannerException, InterruptedException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            return new SliceUpload(client, blob, file).run(listener);
        }
    }

    private Optional<PlannerReply.Refused> run(PublishListener listener)
            throws IOException, NoPlannerException, InterruptedException {
        long next = 0;
        int ahead = 1;
        boolean onTrack = true;
        while (true) {
            while (onTrack && expected.size() < ahead && next < blob.bytes()) {
                next = send(next);
            }
            PlannerReply reply = client.await(conversation, System.nanoTime() + PATIENCE.toNanos());
            if (reply instanceof PlannerReply.Refused refused) {
                return Optional.of(refused);
            }
            if (!(reply instanceof PlannerReply.Stored stored)) {
                throw new NoPlannerException("the planner service answered an upload with " + reply);
            }
            listener.uploaded(blob, stored.nextOffset());
            if (stored.complete()) {
                return Optional.empty();
            }
            onTrack &= stored.nextOffset() == expected.remove();
            if (expected.isEmpty()) {
                next = stored.nextOffset();
                onTrack = true;
            }
            ahead = CHUNKS_AHEAD;
        }
    }

    private long send(long offset) throws IOException, NoPlannerException, InterruptedException {
        ByteBuffer data = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, blob.bytes() - offset));
        while (data.hasRemaining()) {
            if (file.read(data, offset + data.position()) < 0) {
                throw new IOException("file " + blob.sha256() + " became shorter while it was uploaded");
            }
        }
        SliceChunk chunk = new SliceChunk.Range(blob.sha256(), offset, blob.bytes(), data.flip());
        client.send(Payload.of(chunk.encode()), SliceChunk.CONTENT_TYPE, conversation);
        expected.add(offset + data.limit());
        return offset + data.limit();
    }
}
