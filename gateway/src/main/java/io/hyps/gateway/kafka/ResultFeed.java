package io.hyps.gateway.kafka;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.hyps.protocol.ForeignText;
import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.event.FrameEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads committed records of hyps.results in a group; commits after the sink has returned. */
public final class ResultFeed implements ConsumerLoop.Source {
    private static final Logger LOG = LoggerFactory.getLogger(ResultFeed.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_RECORDS = 64;

    private final Consumer<byte[], byte[]> consumer;
    private final ResultSink sink;
    private final ConsumerLag lag = new ConsumerLag(System::nanoTime);

    ResultFeed(Consumer<byte[], byte[]> consumer, EventTopics topics, ResultSink sink) {
        this.consumer = consumer;
        this.sink = sink;
        consumer.subscribe(List.of(topics.results()));
    }

    public static ResultFeed open(KafkaSettings settings, ResultSink sink) {
        return new ResultFeed(
                KafkaClients.consumer(settings, settings.topics().resultGroup(), "read_committed", MOST_RECORDS),
                settings.topics(),
                sink);
    }

    /** Records that are there and not fetched yet. May be called from any thread. */
    public long recordsBehind() {
        return lag.records();
    }

    @Override
    public void poll() throws InterruptedException {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
            deliver(records);
        }
        lag.look(consumer);
    }

    private void deliver(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        List<ResultRecord> results = new ArrayList<>();
        records.forEach(record -> read(record).ifPresent(results::add));
        sink.accept(results);
        consumer.commitSync();
    }

    static Optional<ResultRecord> read(ConsumerRecord<byte[], byte[]> record) {
        try {
            CloudEvent event = KafkaMessageFactory.createReader(record).toEvent();
            if (!event.getType().equals(FrameEvents.RESULT_TYPE)) {
                throw new MalformedMessageException("its type is '" + ForeignText.printable(event.getType()) + "'");
            }
            return Optional.of(new ResultRecord(FrameEvents.toFrame(event), FrameEvents.duplicateOf(event)));
        } catch (RuntimeException | MalformedMessageException e) {
            LOG.warn(
                    "foreign record passed over topic={} partition={} offset={} reason={}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    ForeignText.printable(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        consumer.close(KafkaClients.LEAVING);
    }
}
