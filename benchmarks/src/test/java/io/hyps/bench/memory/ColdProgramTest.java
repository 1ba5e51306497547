package io.hyps.bench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColdProgramTest {
    @TempDir
    Path folder;

    @Test
    void eachProcessRunsACopyOfItsOwnWithWhatLiesBesideIt() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path program = Files.writeString(
                home.resolve("tell"), "#!/bin/sh\ncat \"$(dirname \"$0\")/beside\"\necho \" $0 $1\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(home.resolve("beside"), "library");
        Path copies = folder.resolve("copies");

        ColdProgram cold = ColdProgram.copy(home, program, 2, copies);

        assertThat(run(cold, program)).isEqualTo("library " + copies.resolve("0/tell") + " word\n");
        assertThat(run(cold, program)).isEqualTo("library " + copies.resolve("1/tell") + " word\n");
        assertThat(run(cold, program)).contains("no copy of tell is left");
    }

    private static String run(ColdProgram cold, Path program) throws Exception {
        List<String> command = new ArrayList<>(cold.prefix());
        command.addAll(List.of(program.toString(), "word"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
