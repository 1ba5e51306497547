package io.hyps.bench.transport;

import io.hyps.stack.terminal.Screen;
import io.hyps.stack.terminal.Table;
import java.util.List;
import java.util.Locale;

/** The rows for people: the ratio first. */
final class TransportTable {
    private TransportTable() {}

    static void print(Screen screen, List<TransportRow> rows) {
        Table table = Table.of(
                "BROKER",
                ">QOS",
                ">BYTES",
                ">x PAHO",
                ">x HIVEMQ",
                ">HYPS MB/s",
                ">p50 ms",
                ">p95 ms",
                ">HIVEMQ MB/s",
                ">p50 ms",
                ">p95 ms",
                ">PAHO MB/s",
                ">p50 ms",
                ">p95 ms");
        for (TransportRow hyps : rows) {
            if (hyps.client().equals(Clients.HYPS.key())) {
                TransportRow paho = beside(rows, hyps, Clients.PAHO);
                TransportRow hive = beside(rows, hyps, Clients.HIVEMQ);
                table.row(
                        hyps.broker(),
                        Integer.toString(hyps.qos()),
                        Integer.toString(hyps.bytes()),
                        number(hyps.mbPerSecond() / paho.mbPerSecond()),
                        number(hyps.mbPerSecond() / hive.mbPerSecond()),
                        number(hyps.mbPerSecond()),
                        number(hyps.p50Ms()),
                        number(hyps.p95Ms()),
                        number(hive.mbPerSecond()),
                        number(hive.p50Ms()),
                        number(hive.p95Ms()),
                        number(paho.mbPerSecond()),
                        number(paho.p50Ms()),
                        number(paho.p95Ms()));
            }
        }
        screen.heading("Through a broker, publisher and subscriber in one JVM");
        screen.table(table);
    }

    private static TransportRow beside(List<TransportRow> rows, TransportRow row, Clients client) {
        return rows.stream()
                .filter(other -> other.broker().equals(row.broker())
                        && other.client().equals(client.key())
                        && other.bytes() == row.bytes()
                        && other.qos() == row.qos())
                .findFirst()
                .orElseThrow();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }
}
