package io.hyps.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.stack.parts.Installation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The shell script, on a copy of the project's outline and with a Java that only tells how it was called. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
    @TempDir
    Path directory;

    private Path project;
    private Path source;
    private Path mark;
    private Path javaHome;

    @BeforeEach
    void lay() throws Exception {
        project = Files.createDirectories(directory.resolve("my project"));
        Files.copy(Installation.locate().root().resolve("hyps"), project.resolve("hyps"));
        for (String part : List.of("planner", "partition-runner", "gateway")) {
            Files.createDirectories(project.resolve(part).resolve("target/quarkus-app"));
            Files.createFile(project.resolve(part).resolve("target/quarkus-app/quarkus-run.jar"));
        }
        Files.createDirectories(project.resolve("local-stack/target/lib"));
        Files.createFile(project.resolve("pom.xml"));
        source = Files.createFile(Files.createDirectories(project.resolve("gateway/src/main/java"))
                .resolve("A.java"));
        mark = Files.createFile(project.resolve("local-stack/target/built"));
        script(project.resolve("mvnw"), "echo \"mvnw $*\" >&2; echo built");
        javaHome = fakeJava("17.0.9");
    }

    @Test
    void passesArgumentsOnAsTheyAre() throws Exception {
        Ran ran = run(project.resolve("hyps"), "send", "--model", "my model", "a b.png", "$HOME", "*");

        assertThat(ran.exitCode).as(ran.err).isZero();
        assertThat(ran.out.lines().toList())
                .endsWith("io.hyps.stack.cli.Hyps", "send", "--model", "my model", "a b.png", "$HOME", "*")
                .contains("-Dhyps.home=" + project.toRealPath(), "-Dhyps.terminal.out=false");
    }

    @Test
    void worksThroughSymbolicLinksFromAnywhere() throws Exception {
        Path bin = Files.createDirectories(directory.resolve("bin"));
        Path first = Files.createSymbolicLink(bin.resolve("first"), Path.of("../my project/hyps"));
        Path second = Files.createSymbolicLink(bin.resolve("hyps"), first.getFileName());

        Ran ran = run(second, "status");

        assertThat(ran.out).contains("-Dhyps.home=" + project.toRealPath());
    }

    @Test
    void runsAPartsOwnApplication() throws Exception {
        Ran ran = run(project.resolve("hyps"), "runner", "--device", "pi 1");

        assertThat(ran.out.lines().toList())
                .endsWith(
                        "-jar",
                        project.toRealPath()
                                .resolve("partition-runner/target/quarkus-app/quarkus-run.jar")
                                .toString(),
                        "--device",
                        "pi 1");
    }

    @Test
    void startsARunnerWithClassDataOfThisJavaAndThisBuild() throws Exception {
        Path data = classData(1);

        assertThat(run(project.resolve("hyps"), "runner", "--device", "pi 1")
                        .out
                        .lines())
                .endsWith("@" + data.toRealPath(), "--device", "pi 1");
        javaHome = fakeJava("25");
        assertThat(run(project.resolve("hyps"), "runner").out).contains("-jar");
    }

    @Test
    void passesOverClassDataOfAnEarlierBuild() throws Exception {
        classData(-1);

        assertThat(run(project.resolve("hyps"), "runner").out).contains("-jar").doesNotContain("@");
    }

    @Test
    void buildsOnceAndKeepsThatOffStandardOutput() throws Exception {
        Files.delete(project.resolve("gateway/target/quarkus-app/quarkus-run.jar"));

        Ran ran = run(project.resolve("hyps"), "status", "--json");

        assertThat(ran.err).contains("building, this once", "mvnw -q -B -ntp -Dquick package -pl benchmarks -am");
        assertThat(ran.out).doesNotContain("built");
    }

    @Test
    void buildsTheBenchmarksOnceTheyAreAskedFor() throws Exception {
        assertThat(run(project.resolve("hyps"), "bench", "planner").err)
                .contains("building, this once", "-pl benchmarks -am");
    }

    @Test
    void buildsAgainAfterABuildThatWasInterrupted() throws Exception {
        Files.delete(mark);

        assertThat(run(project.resolve("hyps"), "status").err).contains("building, this once");
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        changeSource();

        Ran ran = run(project.resolve("hyps"), "status");

        assertThat(ran.exitCode).isZero();
        assertThat(ran.err).contains("building, as the sources are newer", "mvnw -q -B -ntp -Dquick package");
    }

    @Test
    void buildsNothingWhenTheBuildIsNewer() throws Exception {
        assertThat(run(project.resolve("hyps"), "status").err).isEmpty();
    }

    @Test
    void leavesABuildAloneFromWhichSomethingRuns() throws Exception {
        changeSource();
        Process running =
                new ProcessBuilder("sh", "-c", "read line", "sh", "-Dhyps.home=" + project.toRealPath()).start();
        try {
            Ran ran = run(project.resolve("hyps"), "status");

            assertThat(ran.exitCode).isZero();
            assertThat(ran.err)
                    .contains("newer than the build, but parts of it run")
                    .hasLineCount(1);
        } finally {
            running.destroyForcibly().waitFor();
        }
    }

    @Test
    void saysThatTheBuildFailed() throws Exception {
        Files.delete(project.resolve("gateway/target/quarkus-app/quarkus-run.jar"));
        script(project.resolve("mvnw"), "exit 1");

        assertThat(run(project.resolve("hyps"), "status").exitCode).isEqualTo(2);
    }

    @Test
    void refusesAJavaThatIsTooOld() throws Exception {
        javaHome = fakeJava("1.8.0_402");

        Ran ran = run(project.resolve("hyps"), "status");

        assertThat(ran.exitCode).isEqualTo(2);
        assertThat(ran.err).contains("set JAVA_HOME to a JDK 17 or later").hasLineCount(1);
    }

    @Test
    void saysWhatIsWrongWithJavaHome() throws Exception {
        javaHome = directory.resolve("nowhere");

        Ran ran = run(project.resolve("hyps"), "status");

        assertThat(ran.exitCode).isEqualTo(2);
        assertThat(ran.err).contains("there is no bin/java in it").hasLineCount(1);
    }

    @Test
    void allowsNativeLibrariesWhereJavaWouldWarn() throws Exception {
        javaHome = fakeJava("25");

        assertThat(run(project.resolve("hyps"), "status").out).contains("--enable-native-access=ALL-UNNAMED");
    }

    private Path classData(int secondsAfterTheBuild) throws Exception {
        Path application = project.resolve("partition-runner/target/quarkus-app/quarkus-run.jar");
        Path data = Files.createFile(Files.createDirectories(project.resolve("partition-runner/target/class-data"))
                .resolve("java-17.args"));
        Files.setLastModifiedTime(
                data,
                FileTime.from(Files.getLastModifiedTime(application).toInstant().plusSeconds(secondsAfterTheBuild)));
        return data;
    }

    private void changeSource() throws Exception {
        Files.setLastModifiedTime(
                source,
                FileTime.from(Files.getLastModifiedTime(mark).toInstant().plusSeconds(1)));
    }

    private Path fakeJava(String version) throws Exception {
        Path home = Files.createDirectories(directory.resolve("java " + version));
        Files.createDirectories(home.resolve("bin"));
        script(
                home.resolve("bin/java"),
                "if [ \"$1\" = -version ]; then echo 'openjdk version \"" + version + "\" 2026-01-01' >&2; exit; fi",
                "printf '%s\\n' \"$@\"");
        script(home.resolve("bin/javac"), "exit 0");
        return home;
    }

    private static void script(Path file, String... lines) throws Exception {
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Ran run(Path launcher, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JAVA_HOME", javaHome.toString());
        environment.remove("HYPS_JAVA_OPTS");
        Process process = builder.start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Ran(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private record Ran(int exitCode, String out, String err) {}
}
