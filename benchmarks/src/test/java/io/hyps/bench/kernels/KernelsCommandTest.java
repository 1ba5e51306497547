package io.hyps.bench.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.MalformedMessageException;
import io.hyps.protocol.command.CommandRunner;
import io.hyps.protocol.command.ExitCode;
import io.hyps.protocol.tensor.Encoding;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelsCommandTest {
    private final StringWriter errors = new StringWriter();

    @Test
    void refusesNoIterationsInOneLine() {
        int exitCode = CommandRunner.of(new KernelsCommand())
                .setErr(new PrintWriter(errors, true))
                .execute("--iterations", "0");

        assertThat(exitCode).isEqualTo(ExitCode.BAD_INPUT.number());
        assertThat(errors.toString().lines()).singleElement().asString().contains("must be 1 or more");
    }

    /** Of a state that gives back other numbers nothing is measured. */
    @ParameterizedTest
    @EnumSource(Encoding.class)
    void everyEncodingCanBePrepared(Encoding encoding) throws MalformedMessageException {
        EncodingBenchmark kernel = new EncodingBenchmark();
        kernel.encoding = encoding;

        kernel.prepare();

        assertThat(kernel.encode().encoding()).isEqualTo(encoding);
        assertThat(kernel.decode().remaining()).isEqualTo(512 * 14 * 14 * 4);
    }

    @Test
    void messagesCanBePrepared() throws MalformedMessageException {
        MessageBenchmark kernel = new MessageBenchmark();
        kernel.channels = 8;

        kernel.prepare();

        assertThat(kernel.encode().length).isGreaterThan(8 * 14 * 14 * 4);
        assertThat(kernel.copy().position()).isEqualTo(8 * 14 * 14 * 4);
    }
}
