package io.hyps.gateway.kafka;

import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which records of a partition have their result: all before {@code next}, and some beyond. In a commit, the latter are a
 * bitmap in its metadata: {@code v1:} and, in base64 (RFC 4648, URL-safe, no padding), a bit for each offset from
 * {@code next} on, lowest bit first.
 */
record CompletedOffsets(long next, SortedSet<Long> beyond) {
    /** As far beyond {@code next} as a record may be, for Kafka takes 4096 bytes of metadata and no more. */
    static final int WIDEST = 24_000;

    private static final Logger LOG = LoggerFactory.getLogger(CompletedOffsets.class);
    private static final String PREFIX = "v1:";

    CompletedOffsets {
        if (next < 0) {
            throw new IllegalArgumentException("offset " + next + " is negative");
        }
        beyond = new TreeSet<>(beyond).tailSet(next);
    }

    static CompletedOffsets none(long next) {
        return new CompletedOffsets(next, new TreeSet<>());
    }

    boolean contains(long offset) {
        return offset < next || beyond.contains(offset);
    }

    /** @throws IllegalStateException if they reach further than {@link #WIDEST} */
    OffsetAndMetadata encode() {
        if (beyond.isEmpty()) {
            return new OffsetAndMetadata(next);
        }
        if (beyond.last() - next >= WIDEST) {
            throw new IllegalStateException("offset " + beyond.last() + " is too far beyond " + next);
        }
        BitSet bits = new BitSet();
        beyond.forEach(offset -> bits.set((int) (offset - next)));
        return new OffsetAndMetadata(
                next, PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits.toByteArray()));
    }

    /** Metadata that is not ours, as of a group that was reset by hand, says nothing beyond the offset. */
    static CompletedOffsets decode(OffsetAndMetadata committed) {
        String metadata = committed.metadata();
        if (!metadata.startsWith(PREFIX)) {
            return none(committed.offset());
        }
        try {
            BitSet bits = BitSet.valueOf(Base64.getUrlDecoder().decode(metadata.substring(PREFIX.length())));
            Collection<Long> beyond =
                    bits.stream().mapToObj(bit -> committed.offset() + bit).toList();
            return new CompletedOffsets(committed.offset(), new TreeSet<>(beyond));
        } catch (IllegalArgumentException e) {
            LOG.warn("commit's metadata passed over: it is no bitmap offset={}", committed.offset());
            return none(committed.offset());
        }
    }
}
