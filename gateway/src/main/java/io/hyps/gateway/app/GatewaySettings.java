package io.hyps.gateway.app;

import io.hyps.gateway.access.AccessControl;
import io.hyps.gateway.access.IssuedTokens;
import io.hyps.gateway.access.IssuerSettings;
import io.hyps.gateway.access.StaticTokens;
import io.hyps.gateway.dispatch.DispatchLimits;
import io.hyps.gateway.ingest.IngestLimits;
import io.hyps.gateway.kafka.FeedLimits;
import io.hyps.gateway.kafka.KafkaProperties;
import io.hyps.gateway.kafka.KafkaSettings;
import io.hyps.gateway.mqtt.StatusPublisher;
import io.hyps.gateway.rest.RateLimits;
import io.hyps.gateway.rest.RestAccess;
import io.hyps.gateway.rest.RestLimits;
import io.hyps.gateway.trace.FrameTraces;
import io.hyps.gateway.trace.OtlpTraces;
import io.hyps.protocol.event.EventTopics;
import io.hyps.protocol.mqtt.BrokerAccess;
import io.hyps.protocol.mqtt.LinkOptions;
import io.hyps.protocol.signature.TrustSettings;
import io.hyps.protocol.signature.TrustedKeys;
import io.hyps.protocol.topic.Topic;
import io.hyps.protocol.topic.TopicLevel;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The configuration, checked, as the parts want it. */
final class GatewaySettings {
    private static final String TOKENS_VARIABLE = "HYPS_GATEWAY_REST_TOKENS";
    private static final int LONGEST_ID = 40;
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final Duration DISPATCH_SESSION = Duration.ofMinutes(1);
    private static final Duration KEPT_WITHIN = Duration.ofSeconds(15);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int OUTPUTS_PER_FRAME = 8;
    private static final int MOST_RECEIVED = 65_535;
    private static final long MOST_EXPECTED_BYTES = 64 << 20;

    private final GatewayConfig.Service config;
    private final BrokerAccess broker;
    private final TrustedKeys trusted;
    private final KafkaProperties kafkaProperties;
    private final RestAccess restAccess;
    private final String gateway;

    /**
     * @param environment may hold tokens, which are not to stand in a process's arguments
     * @throws IllegalArgumentException naming the key that is wrong
     */
    GatewaySettings(GatewayConfig given, Map<String, String> environment) {
        this.config = given.gateway();
        this.broker = BrokerAccess.of(given.mqtt());
        this.kafkaProperties =
                config.kafkaPropertiesFile().map(KafkaProperties::open).orElse(KafkaProperties.NONE);
        this.trusted = TrustSettings.read(given.plans());
        this.gateway =
                TopicLevel.requireIdentifier("hyps.gateway.id", config.id().orElseGet(GatewaySettings::hostName));
        if (gateway.length() > LONGEST_ID) {
            throw new IllegalArgumentException("hyps.gateway.id '" + gateway + "' is longer than " + LONGEST_ID
                    + " characters; set a shorter one");
        }
        if (config.workers() < 1) {
            throw new IllegalArgumentException("hyps.gateway.workers is " + config.workers() + ": use 1 or more");
        }
        this.restAccess = access(config.rest(), environment);
        ingest();
        rest();
        dispatch();
        kafka();
        imageLink();
        sensorLink();
        dispatchLink();
        checkTracing();
    }

    private void checkTracing() {
        double share = config.tracing().share();
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("hyps.gateway.tracing.share is " + share + ": use 0 to 1");
        }
        Optional<URI> endpoint = config.tracing().endpoint();
        if (endpoint.isPresent()
                && (endpoint.get().getHost() == null
                        || !SCHEMES.contains(String.valueOf(endpoint.get().getScheme())))) {
            throw new IllegalArgumentException(
                    "hyps.gateway.tracing.endpoint is '" + endpoint.get() + "': use one such as http://localhost:4318");
        }
    }

    /** Opened anew with each call. */
    FrameTraces traces() {
        return config.tracing()
                .endpoint()
                .<FrameTraces>map(
                        endpoint -> OtlpTraces.open(endpoint, config.tracing().share(), gateway))
                .orElse(FrameTraces.OFF);
    }

    /** Whose plans are believed. */
    TrustedKeys trusted() {
        return trusted;
    }

    String gateway() {
        return gateway;
    }

    IngestLimits ingest() {
        long largest = config.maxImageBytes().asLongValue();
        return new IngestLimits(
                (int) Math.min(Integer.MAX_VALUE, largest), config.duplicateWindow(), config.receiveMaximum());
    }

    RestLimits rest() {
        GatewayConfig.Rest rest = config.rest();
        return new RestLimits(
                ingest().largestImageBytes(),
                rest.requestsInFlight(),
                rest.bytesInFlight().asLongValue(),
                rest.uploadTimeout(),
                KEPT_WITHIN,
                rest.usualWait(),
                LONGEST_WAIT,
                rest.streams(),
                rest.stalledStream());
    }

    /** Who is let in by HTTP. */
    RestAccess restAccess() {
        return restAccess;
    }

    private static RestAccess access(GatewayConfig.Rest rest, Map<String, String> environment) {
        StaticTokens given = rest.tokensFile().map(StaticTokens::open).orElse(StaticTokens.NONE);
        String more = environment.getOrDefault(TOKENS_VARIABLE, "");
        if (!more.isBlank()) {
            given = given.and(StaticTokens.parse(TOKENS_VARIABLE, more));
        }
        Optional<IssuedTokens> issued = rest.oidc()
                .issuer()
                .map(issuer -> IssuedTokens.of(new IssuerSettings(
                        issuer,
                        rest.oidc().audience(),
                        rest.oidc().rolesClaim(),
                        rest.oidc().keys())));
        return new RestAccess(
                new AccessControl(given, issued),
                rest.rate()
                        .requests()
                        .map(requests -> new RateLimits(
                                requests, rest.rate().period(), rest.rate().clients())));
    }

    DispatchLimits dispatch() {
        return new DispatchLimits(
                config.planGrace(),
                config.attemptDeadline(),
                config.maxAttempts(),
                config.retryBackoff(),
                config.duplicateWindow());
    }

    private FeedLimits feed() {
        return new FeedLimits(
                config.framesInFlight(),
                Math.max(config.framesHeld(), config.framesInFlight()),
                config.bytesHeld().asLongValue());
    }

    KafkaSettings kafka() {
        return new KafkaSettings(
                config.kafka(),
                kafkaProperties,
                "hyps-gateway-" + gateway,
                EventTopics.LIVE,
                config.partitions(),
                ingest().largestImageBytes() + KafkaSettings.HEADROOM_BYTES,
                feed());
    }

    /** Images alone: a session of days, so that the broker keeps them while the gateway is away. */
    LinkOptions imageLink() {
        long largestPacket = 2L * ingest().largestImageBytes() + KafkaSettings.HEADROOM_BYTES;
        return broker.link("hyps-gateway-" + gateway)
                .withSession(config.sessionExpiry())
                .withReceiveMaximum(config.receiveMaximum())
                .expectingAll(Topic.SensorImage.ALL_FILTER)
                .withMaximumPacket(Math.min(largestPacket, LinkOptions.LARGEST_PACKET_BYTES));
    }

    /** What sensors are told: apart from the images, whose connection waits while there are too many of them. */
    LinkOptions sensorLink() {
        return broker.link("hyps-gateway-" + gateway + "-sensors");
    }

    /** Runners and planner: apart from the sensors, so that full ingest does not hold up answers. */
    LinkOptions dispatchLink() {
        int answers = Math.min(MOST_RECEIVED, feed().held() * OUTPUTS_PER_FRAME);
        return broker.link("hyps-gateway-" + gateway + "-dispatch")
                .withSession(DISPATCH_SESSION)
                .withReceiveMaximum(answers)
                .expecting(Topic.GatewayOutput.filter(gateway), MOST_EXPECTED_BYTES)
                .withPromptHandlers()
                .withWill(StatusPublisher.offline(gateway));
    }

    int workers() {
        return config.workers();
    }

    /** As many tasks as can wait for a worker: all attempts of all frames, their results, and some more. */
    int workerQueue() {
        return Math.multiplyExact(feed().held(), config.maxAttempts() + 3) + 16;
    }

    long maxPixels() {
        return config.maxPixels();
    }

    Duration drainTimeout() {
        return config.drainTimeout();
    }

    String url(int httpPort) {
        return config.url().orElseGet(() -> "http://" + hostName() + ":" + httpPort);
    }

    private static String hostName() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "gateway";
        }
        String identifier = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
        String shortened = identifier.length() > LONGEST_ID ? identifier.substring(0, LONGEST_ID) : identifier;
        return shortened.isEmpty() ? "gateway" : shortened;
    }
}
