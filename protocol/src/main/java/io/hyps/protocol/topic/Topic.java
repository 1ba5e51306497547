package io.hyps.protocol.topic;

import io.hyps.protocol.Epoch;
import java.util.Optional;

/**
 * A topic of HyPS. {@code toString} gives its text; each kind's {@code parse} gives the kind back, or nothing if the
 * text is of another kind or malformed. The filters for subscriptions are constants and methods named {@code …Filter}.
 */
public sealed interface Topic {
    String ROOT = "hyps/v1";

    /** Retained: a runner's {@link io.hyps.protocol.device.DeviceStatus}. */
    record DeviceStatus(String device) implements Topic {
        public static final String ALL_FILTER = ROOT + "/devices/+/status";

        public DeviceStatus {
            TopicLevel.requireIdentifier("device", device);
        }

        public static Optional<DeviceStatus> parse(String topic) {
            return TopicPattern.match(ALL_FILTER, topic)
                    .flatMap(l -> TopicPattern.of(() -> new DeviceStatus(l.get(0))));
        }

        @Override
        public String toString() {
            return ROOT + "/devices/" + device + "/status";
        }
    }

    /** A runner's {@link io.hyps.protocol.slice.SliceRequest}s to the planner. */
    record SliceRequests(String device) implements Topic {
        public static final String ALL_FILTER = ROOT + "/devices/+/slices/request";

        public SliceRequests {
            TopicLevel.requireIdentifier("device", device);
        }

        public static Optional<SliceRequests> parse(String topic) {
            return TopicPattern.match(ALL_FILTER, topic)
                    .flatMap(l -> TopicPattern.of(() -> new SliceRequests(l.get(0))));
        }

        @Override
        public String toString() {
            return ROOT + "/devices/" + device + "/slices/request";
        }
    }

    /** The planner's {@link io.hyps.protocol.slice.SliceChunk}s to one runner. */
    record SliceChunks(String device) implements Topic {
        public SliceChunks {
            TopicLevel.requireIdentifier("device", device);
        }

        @Override
        public String toString() {
            return ROOT + "/devices/" + device + "/slices/chunks";
        }
    }

    /** Where a runner measures its way to the broker; nobody need subscribe. */
    record BandwidthProbe(String device) implements Topic {
        public BandwidthProbe {
            TopicLevel.requireIdentifier("device", device);
        }

        @Override
        public String toString() {
            return ROOT + "/devices/" + device + "/probe";
        }
    }

    /** Retained: a {@link io.hyps.protocol.plan.PublishedPlan}; an empty payload retires it. */
    record Plan(String model, Epoch epoch) implements Topic {
        public static final String ALL_FILTER = ROOT + "/models/+/plans/+";

        public Plan {
            TopicLevel.requireIdentifier("model", model);
        }

        public static Optional<Plan> parse(String topic) {
            return TopicPattern.match(ALL_FILTER, topic)
                    .flatMap(l -> TopicPattern.of(() -> new Plan(l.get(0), Epoch.parse(l.get(1)))));
        }

        @Override
        public String toString() {
            return ROOT + "/models/" + model + "/plans/" + epoch;
        }
    }

    /** Retained: an {@link io.hyps.protocol.plan.ActivePlan}, the epoch that new frames use. */
    record Active(String model) implements Topic {
        public static final String ALL_FILTER = ROOT + "/models/+/active";

        public Active {
            TopicLevel.requireIdentifier("model", model);
        }

        public static Optional<Active> parse(String topic) {
            return TopicPattern.match(ALL_FILTER, topic).flatMap(l -> TopicPattern.of(() -> new Active(l.get(0))));
        }

        @Override
        public String toString() {
            return ROOT + "/models/" + model + "/active";
        }
    }

    /** {@link io.hyps.protocol.tensor.TensorMessage}s between partitions, by shard of the frame. */
    record Tensor(String model, Epoch epoch, String tensor, int shard) implements Topic {
        public static final String ALL_FILTER = ROOT + "/models/+/+/tensors/+/+";

        public Tensor {
            TopicLevel.requireIdentifier("model", model);
            if (shard < 0) {
                throw new IllegalArgumentException("shard " + shard + " is negative");
            }
        }

        public static Optional<Tensor> parse(String topic) {
            return TopicPattern.match(ALL_FILTER, topic)
                    .flatMap(l -> TopicPattern.of(() -> new Tensor(
                            l.get(0), Epoch.parse(l.get(1)), TopicLevel.decode(l.get(2)), Integer.parseInt(l.get(3)))));
        }

        @Override
        public String toString() {
            return ROOT + "/models/" + model + "/" + epoch + "/tensors/" + TopicLevel.encode(tensor) + "/" + shard;
        }
    }

    /** The model's output tensors, back to the gateway that dispatched the frame. */
    record GatewayOutput(String gateway, String tensor) implements Topic {
        private static final String PATTERN = ROOT + "/gateways/+/outputs/+";

        public GatewayOutput {
            TopicLevel.requireIdentifier("gateway", gateway);
        }

        public static String filter(String gateway) {
            return ROOT + "/gateways/" + TopicLevel.requireIdentifier("gateway", gateway) + "/outputs/+";
        }

        public static Optional<GatewayOutput> parse(String topic) {
            return TopicPattern.match(PATTERN, topic)
                    .flatMap(l -> TopicPattern.of(() -> new GatewayOutput(l.get(0), TopicLevel.decode(l.get(1)))));
        }

        @Override
        public String toString() {
            return ROOT + "/gateways/" + gateway + "/outputs/" + TopicLevel.encode(tensor);
        }
    }

    /** Retained: a gateway's {@link io.hyps.protocol.gateway.GatewayStatus}. */
    record GatewayStatus(String gateway) implements Topic {
        public static final String ALL_FILTER = ROOT + "/gateways/+/status";

        public GatewayStatus {
            TopicLevel.requireIdentifier("gateway", gateway);
        }

        public static Optional<GatewayStatus> parse(String topic) {
            return TopicPattern.match(ALL_FILTER, topic)
                    .flatMap(l -> TopicPattern.of(() -> new GatewayStatus(l.get(0))));
        }

        @Override
        public String toString() {
            return ROOT + "/gateways/" + gateway + "/status";
        }
    }

    /** Retained: who holds an exclusive MQTT client id, so that one who has lost it does not take it back. */
    record ClientHolder(String client) implements Topic {
        public ClientHolder {
            TopicLevel.requireIdentifier("client", client);
        }

        @Override
        public String toString() {
            return ROOT + "/clients/" + client + "/holder";
        }
    }

    /** {@link io.hyps.protocol.control.PlannerRequest}s; the response topic says where the reply goes. */
    record PlannerRequests() implements Topic {
        @Override
        public String toString() {
            return ROOT + "/planner/requests";
        }
    }

    /** {@link io.hyps.protocol.control.PlannerReply}s to one client. */
    record PlannerReplies(String client) implements Topic {
        private static final String PATTERN = ROOT + "/planner/replies/+";

        public PlannerReplies {
            TopicLevel.requireIdentifier("client", client);
        }

        public static Optional<PlannerReplies> parse(String topic) {
            return TopicPattern.match(PATTERN, topic).flatMap(l -> TopicPattern.of(() -> new PlannerReplies(l.get(0))));
        }

        @Override
        public String toString() {
            return ROOT + "/planner/replies/" + client;
        }
    }

    /** A sensor's images in. */
    record SensorImage(String sensor, String model) implements Topic {
        public static final String ALL_FILTER = ROOT + "/sensors/+/+/image";

        /** The group in which gateways share the images. */
        public static final String GATEWAYS = "hyps-gateway";

        public SensorImage {
            TopicLevel.requireSensor(sensor);
            TopicLevel.requireIdentifier("model", model);
        }

        /** The filter by which the gateways of one group share the images. */
        public static String sharedFilter(String group) {
            return "$share/" + TopicLevel.requireIdentifier("group", group) + "/" + ALL_FILTER;
        }

        public static Optional<SensorImage> parse(String topic) {
            return TopicPattern.match(ALL_FILTER, topic)
                    .flatMap(l -> TopicPattern.of(() -> new SensorImage(l.get(0), l.get(1))));
        }

        @Override
        public String toString() {
            return ROOT + "/sensors/" + sensor + "/" + model + "/image";
        }
    }

    /** To the sensor: the frame is in Kafka ({@link io.hyps.protocol.result.Accepted}). */
    record SensorAccepted(String sensor, String model) implements Topic {
        public SensorAccepted {
            TopicLevel.requireSensor(sensor);
            TopicLevel.requireIdentifier("model", model);
        }

        @Override
        public String toString() {
            return ROOT + "/sensors/" + sensor + "/" + model + "/accepted";
        }
    }

    /** To the sensor: the answer ({@link io.hyps.protocol.result.InferenceResult}). */
    record SensorResult(String sensor, String model) implements Topic {
        public static final String ALL_FILTER = ROOT + "/sensors/+/+/result";

        public SensorResult {
            TopicLevel.requireSensor(sensor);
            TopicLevel.requireIdentifier("model", model);
        }

        @Override
        public String toString() {
            return ROOT + "/sensors/" + sensor + "/" + model + "/result";
        }
    }
}
