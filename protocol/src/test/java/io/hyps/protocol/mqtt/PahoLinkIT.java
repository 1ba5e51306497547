package io.hyps.protocol.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hyps.protocol.Payload;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only a link over a network can do wrong. */
@Execution(ExecutionMode.CONCURRENT)
class PahoLinkIT {
    private static final Duration A_WHILE = Duration.ofSeconds(20);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @ParameterizedTest
    @MethodSource("io.hyps.protocol.mqtt.TestBroker$Kind#real")
    void leavesNoThreadBehind(TestBroker.Kind kind) throws Exception {
        TestBroker broker = keep(kind.start());
        String client = "leaver-" + kind;
        MqttLink link = connect(broker.options(client));
        assertThat(threadsOf(client)).isNotEmpty();

        link.close();

        await().atMost(A_WHILE)
                .untilAsserted(() -> assertThat(threadsOf(client)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("io.hyps.protocol.mqtt.TestBroker$Kind#real")
    void hearsOnAfterAMessageWithTextThatMqttForbids(TestBroker.Kind kind) throws Exception {
        TestBroker broker = keep(kind.start());
        LinkOptions options = broker.options("hearer");
        Inbox inbox = new Inbox();
        MqttLink link = connect(options);
        link.subscribe("s/+", inbox).granted().get(10, TimeUnit.SECONDS);

        try (Socket raw = new Socket("127.0.0.1", options.url().getPort())) {
            raw.getOutputStream()
                    .write(new byte[] {0x10, 16, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 60, 0, 0, 3, 'r', 'a', 'w'});
            byte[] answer = new byte[200];
            assertThat(raw.getInputStream().read(answer)).isPositive();
            // PUBLISH to s/x at QoS 1 with the user property a=U+0001
            raw.getOutputStream()
                    .write(new byte[] {0x32, 16, 0, 3, 's', '/', 'x', 0, 1, 7, 0x26, 0, 1, 'a', 0, 1, 1, 'p'});
            // a broker that refuses it hangs up
            int count = raw.getInputStream().read(answer);
            assertThat(count == -1 || (answer[0] & 0xf0) == 0x40 || (answer[0] & 0xf0) == 0xe0)
                    .isTrue();
        }
        link.publish(Publication.of("s/y", Payload.ofText("good"))).get(10, TimeUnit.SECONDS);

        await().atMost(A_WHILE).untilAsserted(() -> assertThat(inbox.texts()).contains("good"));
    }

    @ParameterizedTest
    @MethodSource("io.hyps.protocol.mqtt.TestBroker$Kind#real")
    void publishesItsWillOnlyIfItBreaks(TestBroker.Kind kind) throws Exception {
        TestBroker broker = keep(kind.start());
        Inbox wills = new Inbox();
        MqttLink watcher = connect(broker.options("watcher"));
        watcher.subscribe("will/+", wills).granted().get(10, TimeUnit.SECONDS);
        LinkOptions mortal = broker.options("mortal");
        TcpProxy proxy = keep(TcpProxy.to(mortal.url().getPort()));

        connect(mortal.withWill(Publication.of("will/polite", Payload.ofText("gone"))))
                .close();
        MqttLink broken = connect(through(proxy, broker, "broken")
                .withWill(Publication.of("will/broken", Payload.ofText("gone")).asRetained()));
        proxy.refuse();

        await().atMost(A_WHILE).until(() -> wills.size() == 1);
        assertThat(wills.get(0).message().topic()).isEqualTo("will/broken");
        Inbox late = new Inbox();
        watcher.subscribe("will/broken", late);
        await().until(() -> late.deliveries().stream().anyMatch(d -> d.message().retained()));
        assertThat(broken.isConnected()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("io.hyps.protocol.mqtt.TestBroker$Kind#real")
    void sendsAgainWhatWasUnderWayWhenTheConnectionBroke(TestBroker.Kind kind) throws Exception {
        TestBroker broker = keep(kind.start());
        Inbox inbox = new Inbox();
        connect(broker.options("subscriber").withReceiveMaximum(500))
                .subscribe("t", inbox)
                .granted()
                .get(10, TimeUnit.SECONDS);
        TcpProxy proxy = keep(TcpProxy.to(broker.options("x").url().getPort()));
        MqttLink publisher = connect(through(proxy, broker, "publisher"));

        proxy.swallow();
        List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            outcomes.add(publisher.publish(Publication.of("t", Payload.ofText("" + i))));
        }
        proxy.refuse();
        proxy.forward();

        CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0])).get(30, TimeUnit.SECONDS);
        await().untilAsserted(() ->
                assertThat(inbox.texts()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
    }

    @Test
    void callsPromptHandlersFromTheThreadThatReadsAfterABreakUnderLoadToo() throws Exception {
        TestBroker broker = keep(TestBroker.Kind.ARTEMIS_PROMPT.start());
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        Runnable note = () -> threads.add(Thread.currentThread().getName());
        MqttLink link = connect(broker.options("prompt"));
        link.subscribe("p", delivery -> {
                    note.run();
                    delivery.acknowledge();
                })
                .granted()
                .get(10, TimeUnit.SECONDS);
        Semaphore underWay = new Semaphore(8);
        AtomicBoolean over = new AtomicBoolean();
        Runnable publishing = () -> {
            try {
                while (!over.get()) {
                    underWay.acquire();
                    link.publish(Publication.of("p", Payload.ofText("x"))).whenComplete((outcome, failure) -> {
                        note.run();
                        underWay.release();
                    });
                }
            } catch (LinkException | InterruptedException e) {
                throw new CompletionException(e);
            }
        };
        CompletableFuture<Void> publisher =
                CompletableFuture.runAsync(publishing, task -> new Thread(task, "publisher").start());
        try {
            await().atMost(A_WHILE).until(() -> threads.size() > 500);
            broker.breakConnections();
            await().atMost(A_WHILE).until(() -> !link.isConnected());
            await().atMost(A_WHILE).until(link::isConnected);
            threads.clear();

            await().atMost(A_WHILE).until(() -> threads.size() > 500);
            threads.clear();
            await().atMost(A_WHILE).until(() -> threads.size() > 500);

            // a completion that comes before whenComplete runs where it was asked for
            assertThat(threads.stream().filter(name -> !name.equals("publisher")))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("MQTT Rec"));
        } finally {
            over.set(true);
            publisher.get(10, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @MethodSource("io.hyps.protocol.mqtt.TestBroker$Kind#real")
    void givesASubscriptionWhatTheSessionHeldBeforeIt(TestBroker.Kind kind) throws Exception {
        TestBroker broker = keep(kind.start());
        LinkOptions options =
                broker.options("restarted").withSession(Duration.ofMinutes(5)).expecting("#", 1 << 20);
        MqttLink before = connect(options);
        before.subscribe("t", new Inbox()).granted().get(10, TimeUnit.SECONDS);
        before.subscribe("u", new Inbox()).granted().get(10, TimeUnit.SECONDS);
        before.close();
        MqttLink publisher = connect(broker.options("publisher"));
        publisher.publish(Publication.of("t", Payload.ofText("1"))).get(10, TimeUnit.SECONDS);
        publisher.publish(Publication.of("u", Payload.ofText("2"))).get(10, TimeUnit.SECONDS);

        MqttLink after = connect(options);
        Inbox later = new Inbox();
        after.subscribe("u", later);
        await().atMost(A_WHILE).until(() -> later.size() == 1); // the other has arrived by now
        Inbox inbox = new Inbox();
        after.subscribe("t", inbox);

        assertThat(inbox.texts()).containsExactly("1");
        later.acknowledgeAll();
        inbox.acknowledgeAll();
    }

    @Test
    void handsOverWhatTheSessionHeldThoughItHasLeft() throws Exception {
        TestBroker broker = keep(MosquittoBroker.start());
        LinkOptions options = broker.options("leaver")
                .withSession(Duration.ofMinutes(5))
                .withReceiveMaximum(3)
                .expectingAll("#");
        MqttLink before = connect(options);
        before.subscribe("$share/g/t", new Inbox()).granted().get(10, TimeUnit.SECONDS);
        before.subscribe("u", new Inbox()).granted().get(10, TimeUnit.SECONDS);
        before.close();
        MqttLink publisher = connect(broker.options("publisher"));
        for (String text : List.of("1", "2", "mark", "3")) {
            publisher
                    .publish(Publication.of(text.equals("mark") ? "u" : "t", Payload.ofText(text)))
                    .get(10, TimeUnit.SECONDS);
        }

        MqttLink after = connect(options);
        Inbox marks = new Inbox();
        after.subscribe("u", marks);
        await().atMost(A_WHILE).until(() -> marks.size() == 1); // the first two have arrived by now
        Inbox inbox = new Inbox();
        after.subscribe("$share/g/t", inbox).leave();
        marks.acknowledgeAll();

        await().atMost(A_WHILE).until(() -> {
            inbox.acknowledgeAll();
            return inbox.size() == 3;
        });
        assertThat(publisher.publish(Publication.of("t", Payload.ofText("4"))).get(10, TimeUnit.SECONDS))
                .isInstanceOf(PublishOutcome.NoSubscribers.class);
        assertThat(inbox.texts()).containsExactly("1", "2", "3");
    }

    @Test
    void publishesWhileTheBrokerRestarts() throws Exception {
        int port = FreePort.find();
        ArtemisBroker first = ArtemisBroker.start(port);
        MqttLink link = connect(first.options("link"));
        Inbox inbox = new Inbox();
        link.subscribe("t", inbox).granted().get(10, TimeUnit.SECONDS);

        first.close();
        await().atMost(A_WHILE).until(() -> !link.isConnected());
        CompletableFuture<PublishOutcome> outcome =
                CompletableFuture.supplyAsync(() -> publish(link, "t").join());
        await().atMost(A_WHILE).until(() -> link.lastFailure().contains("connection refused"));
        keep(ArtemisBroker.start(port));

        assertThat(outcome.get(30, TimeUnit.SECONDS)).isEqualTo(new PublishOutcome.Delivered());
        await().until(() -> inbox.size() == 1);
        assertThat(link.lastFailure()).isEmpty();
    }

    @Test
    void sendsNoMoreThanTheBrokerTakes() throws Exception {
        FakeServer server = keep(new FakeServer("210003")); // receive maximum 3
        MqttLink link = connect(LinkOptions.of(server.url(), "link").withPublishTimeout(Duration.ofMillis(300)));
        for (int i = 0; i < 3; i++) {
            assertThat(publish(link, "t")).isNotDone();
        }

        assertThatThrownBy(() -> link.publish(Publication.of("t", Payload.empty())))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("3 messages for 300 ms");
    }

    @Test
    void leavesAPlaceForTheMarkOfAnExclusiveId() throws Exception {
        FakeServer server = keep(new FakeServer("210003")); // receive maximum 3
        MqttLink link =
                connect(LinkOptions.of(server.url(), "link").asExclusive().withPublishTimeout(Duration.ofMillis(300)));
        publish(link, "t");
        publish(link, "t");

        assertThatThrownBy(() -> link.publish(Publication.of("t", Payload.empty())))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("2 messages for 300 ms");
        assertThat(link.isConnected()).isTrue();
        assertThat(server.connections()).isOne();
    }

    @Test
    void refusesWhatMqttCannotCarryAndGoesOn() throws Exception {
        FakeServer server = keep(new FakeServer(""));
        MqttLink link = connect(LinkOptions.of(server.url(), "link"));

        PublishOutcome outcome =
                link.publish(Publication.of("a/\u0001", Payload.empty())).get(10, TimeUnit.SECONDS);

        assertThat(outcome).isInstanceOf(PublishOutcome.Refused.class);
        assertThatThrownBy(() -> link.subscribe("b/\u0001", delivery -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'b/?' is not a topic filter");
        assertThat(link.isConnected()).isTrue();
    }

    @Test
    void refusesWhatIsTooLargeForTheBroker() throws Exception {
        FakeServer server = keep(new FakeServer("2700000400")); // maximum packet size 1024
        MqttLink link = connect(LinkOptions.of(server.url(), "link"));

        PublishOutcome outcome =
                link.publish(Publication.of("t", Payload.of(new byte[1024]))).get(10, TimeUnit.SECONDS);

        assertThat(outcome)
                .isEqualTo(new PublishOutcome.Refused(0x95, "larger than the broker takes (MQTT reason code 0x95)"));
        assertThat(link.isConnected()).isTrue();
    }

    @Test
    void failsWhatIsUnderWayWhenItIsClosed() throws Exception {
        FakeServer server = keep(new FakeServer(""));
        MqttLink link = connect(LinkOptions.of(server.url(), "closing"));
        CompletableFuture<PublishOutcome> outcome = publish(link, "t");
        CompletableFuture<Void> granted = link.subscribe("t", delivery -> {}).granted();

        link.close();

        assertThatThrownBy(() -> outcome.get(1, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(LinkException.class);
        assertThatThrownBy(() -> granted.get(1, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkException.class);
        assertThatThrownBy(() -> link.publish(Publication.of("t", Payload.empty())))
                .hasMessageContaining("closed");
        await().atMost(A_WHILE)
                .untilAsserted(() -> assertThat(threadsOf("closing")).isEmpty());
    }

    @Test
    void givesUpAPublicationWhenNoBrokerComes() throws Exception {
        URI nobody = URI.create("tcp://127.0.0.1:" + FreePort.find());
        MqttLink link = keep(MqttLink.open(LinkOptions.of(nobody, "link").withPublishTimeout(Duration.ofMillis(200))));

        assertThatThrownBy(() -> link.publish(Publication.of("t", Payload.empty())))
                .isInstanceOf(LinkException.class)
                .hasMessage("not published: no connection for 200 ms");
        assertThat(link.awaitConnected(Duration.ofMillis(100))).isFalse();
        await().until(() -> link.lastFailure().equals("connection refused"));
    }

    @Test
    void saysThatAHostIsUnknown() throws Exception {
        MqttLink link = keep(MqttLink.open(LinkOptions.of(URI.create("tcp://nowhere.invalid:1883"), "link")));

        await().atMost(A_WHILE).until(() -> !link.lastFailure().isEmpty());

        assertThat(link.lastFailure()).contains("nowhere.invalid");
    }

    @Test
    void doesNotHangOnAServerThatHangsUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread rude = new Thread(() -> hangUpOnEverybody(server), "rude-server");
            rude.setDaemon(true);
            rude.start();
            MqttLink link =
                    MqttLink.open(LinkOptions.of(URI.create("tcp://127.0.0.1:" + server.getLocalPort()), "polite"));
            await().atMost(A_WHILE).until(() -> !link.lastFailure().isEmpty());
            link.close();
        }

        await().atMost(A_WHILE)
                .untilAsserted(() -> assertThat(threadsOf("polite")).isEmpty());
    }

    @Test
    void keepsTryingWhileItsPasswordIsRefused() throws Exception {
        FakeServer server = keep(FakeServer.refusing(0x86));
        MqttLink link = keep(MqttLink.open(LinkOptions.of(server.url(), "link")));

        await().atMost(A_WHILE).until(() -> server.connections() > 1);

        assertThat(link.lastFailure()).isEqualTo("bad user name or password (MQTT reason code 0x86)");
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    private MqttLink connect(LinkOptions options) throws InterruptedException {
        MqttLink link = keep(MqttLink.open(options));
        assertThat(link.awaitConnected(A_WHILE)).as(link.lastFailure()).isTrue();
        return link;
    }

    private static CompletableFuture<PublishOutcome> publish(MqttLink link, String topic) {
        try {
            return link.publish(Publication.of(topic, Payload.ofText("x")));
        } catch (LinkException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> threadsOf(String clientId) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.endsWith(" " + clientId))
                .collect(Collectors.toSet());
    }

    private static LinkOptions through(TcpProxy proxy, TestBroker broker, String clientId) {
        LinkOptions options = LinkOptions.of(proxy.url(), clientId);
        return broker.options(clientId).prompt() ? options.withPromptHandlers() : options;
    }

    private static void hangUpOnEverybody(ServerSocket server) {
        try {
            while (true) {
                Socket socket = server.accept();
                socket.close();
            }
        } catch (IOException e) {
            // the test has closed it
        }
    }
}
