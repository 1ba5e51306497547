package io.hyps.planner.cli;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.mqtt.Delivery;
import io.hyps.protocol.mqtt.MqttLink;
import io.hyps.protocol.plan.PublishedPlan;
import io.hyps.protocol.topic.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The plans that the broker keeps. */
final class RetainedPlans {
    private static final Logger LOG = LoggerFactory.getLogger(RetainedPlans.class);

    private final RetainedQuiet quiet = new RetainedQuiet();
    private final Map<String, PublishedPlan> plans = new ConcurrentSkipListMap<>();

    private RetainedPlans() {}

    /** @throws IOException if the broker does not let us see them */
    static List<PublishedPlan> ask(MqttLink link) throws IOException, InterruptedException {
        RetainedPlans retained = new RetainedPlans();
        try (MqttLink.Subscription all = link.subscribe(Topic.Plan.ALL_FILTER, retained::take)) {
            all.granted().get(10, TimeUnit.SECONDS);
            retained.quiet.await();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the broker does not show its plans: " + e.getMessage(), e);
        }
        return List.copyOf(retained.plans.values());
    }

    private void take(Delivery delivery) {
        try {
            byte[] json = delivery.message().payload().array();
            if (json.length > 0) {
                plans.put(delivery.message().topic(), PublishedPlan.decode(json));
            } else {
                plans.remove(delivery.message().topic());
            }
        } catch (MalformedMessageException notOurs) {
            LOG.warn("plan ignored topic={} reason={}", delivery.message().topic(), notOurs.getMessage());
        }
        quiet.heard(delivery.message());
        delivery.acknowledge();
    }
}
