package io.hyps.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class StableBytecodeTest {
    private static final FileTime TIME = FileTime.fromMillis(1_800_000_000_000L);

    private final Path jar;

    StableBytecodeTest() throws IOException {
        jar = Files.createTempFile("generated-bytecode", ".jar");
    }

    @AfterTry
    void removeJar() throws IOException {
        Files.deleteIfExists(jar);
    }

    @Property(tries = 50)
    void givesTheSameJarWhateverTheNumbers(@ForAll("numbers") List<Integer> numbers) throws IOException {
        write(application(1, 2, 3));
        StableBytecode.main(jar.toString());
        byte[] expected = Files.readAllBytes(jar);

        write(application(numbers.get(0), numbers.get(1), numbers.get(2)));
        StableBytecode.main(jar.toString());

        assertThat(Files.readAllBytes(jar)).isEqualTo(expected);
    }

    @Provide
    Arbitrary<List<Integer>> numbers() {
        return Arbitraries.integers().between(0, 200).list().ofSize(3).uniqueElements();
    }

    @Example
    void givesTheSameJarWhateverTheOrderOfItsEntries() throws IOException {
        Map<String, byte[]> entries = application(1, 2, 3);
        write(entries);
        StableBytecode.main(jar.toString());
        byte[] expected = Files.readAllBytes(jar);

        Map<String, byte[]> backwards = new LinkedHashMap<>();
        List.copyOf(entries.keySet()).stream()
                .sorted((a, b) -> b.compareTo(a))
                .forEach(name -> backwards.put(name, entries.get(name)));
        write(backwards);
        StableBytecode.main(jar.toString());

        assertThat(Files.readAllBytes(jar)).isEqualTo(expected);
    }

    @Property(tries = 50)
    void giverAndTakerOfAValueStillAgree(@ForAll("numbers") List<Integer> numbers) throws Exception {
        write(application(numbers.get(0), numbers.get(1), numbers.get(2)));

        StableBytecode.main(jar.toString());

        List<String> given = keysOf("recorded.Giver");
        assertThat(given).doesNotHaveDuplicates();
        assertThat(keysOf("recorded.Taker")).containsExactly(given.get(2), given.get(0));
    }

    @Example
    void changesNothingTheSecondTime() throws IOException {
        write(application(30, 20, 10));
        StableBytecode.main(jar.toString());
        byte[] once = Files.readAllBytes(jar);

        StableBytecode.main(jar.toString());

        assertThat(Files.readAllBytes(jar)).isEqualTo(once);
    }

    @Example
    void leavesAllElseAsItIs() throws IOException {
        Map<String, byte[]> entries = application(30, 20, 10);
        write(entries);

        StableBytecode.main(jar.toString());

        try (ZipFile rewritten = new ZipFile(jar.toFile())) {
            assertThat(rewritten.stream().map(ZipEntry::getName)).containsExactlyInAnyOrderElementsOf(entries.keySet());
            assertThat(rewritten.stream().map(ZipEntry::getLastModifiedTime)).containsOnly(TIME);
            for (String name : List.of("recorded/None.class", "META-INF/text")) {
                assertThat(rewritten.getInputStream(rewritten.getEntry(name))).hasBinaryContent(entries.get(name));
            }
        }
    }

    @Example
    void refusesAJarWithoutKeys() throws IOException {
        write(Map.of("recorded/None.class", classWith("recorded/None", "other")));

        assertThatThrownBy(() -> StableBytecode.main(jar.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("no key like 'proxykey1'", jar.toString());
    }

    @Example
    void acceptsThatThereIsNoJar() throws IOException {
        Files.delete(jar);

        assertThatCode(() -> StableBytecode.main(jar.toString())).doesNotThrowAnyException();
        assertThat(jar).doesNotExist();
    }

    /** One class that gives three values, one that takes two of them, one without keys, and a file. */
    private static Map<String, byte[]> application(int first, int second, int third) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("META-INF/text", "proxykey1".getBytes(StandardCharsets.UTF_8));
        entries.put("recorded/", new byte[0]);
        entries.put(
                "recorded/Giver.class",
                classWith("recorded/Giver", "proxykey" + first, "proxykey" + second, "proxykey" + third));
        entries.put("recorded/None.class", classWith("recorded/None", "proxykey", "a proxykey1"));
        entries.put("recorded/Taker.class", classWith("recorded/Taker", "proxykey" + third, "proxykey" + first));
        return entries;
    }

    /** A class with {@code public static String keys()}, which names the constants with commas between. */
    private static byte[] classWith(String name, String... constants) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, name, null, "java/lang/Object", null);
        MethodVisitor code =
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "keys", "()Ljava/lang/String;", null, null);
        code.visitLdcInsn("");
        for (String constant : constants) {
            for (String part : List.of(constant, ",")) {
                code.visitLdcInsn(part);
                code.visitMethodInsn(
                        Opcodes.INVOKEVIRTUAL,
                        "java/lang/String",
                        "concat",
                        "(Ljava/lang/String;)Ljava/lang/String;",
                        false);
            }
        }
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(0, 0);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void write(Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                header.setLastModifiedTime(TIME);
                out.putNextEntry(header);
                out.write(entry.getValue());
            }
        }
    }

    private List<String> keysOf(String className) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            Object keys = loader.loadClass(className).getMethod("keys").invoke(null);
            return Arrays.asList(String.valueOf(keys).split(","));
        }
    }
}
