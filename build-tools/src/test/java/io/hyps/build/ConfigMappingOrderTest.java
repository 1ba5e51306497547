package io.hyps.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class ConfigMappingOrderTest {
    private static final String PACKAGE = "io/quarkus/runtime/generated/";
    private static final String SHARED = PACKAGE + "SharedConfig";
    private static final String CUSTOMIZER = PACKAGE + "RunTimeConfigCustomizer";
    private static final String RECORDER = "io/hyps/build/ConfigMappingOrderTest$Recorder";
    private static final String TEXT = "Ljava/lang/String;";

    /** Stands for Quarkus' AbstractConfigBuilder. */
    public static final class Recorder {
        static final List<String> CALLS = new ArrayList<>();

        private Recorder() {}

        public static String configClass(String type, String prefix) {
            return type + " " + prefix;
        }

        public static void ensureLoaded(String type) {
            CALLS.add("loaded " + type);
        }

        public static void withMapping(String configClass) {
            CALLS.add("mapped " + configClass);
        }

        public static void withMappingInstance(String configClass) {
            CALLS.add("instance of " + configClass);
        }
    }

    @Property
    void givesTheSameClassesWhateverTheOrder(
            @ForAll("orders") List<String> defined, @ForAll("orders") List<String> taken) {
        Map<String, byte[]> expected = application(List.of("a", "b", "c", "d"), List.of("a", "b", "c", "d"));
        ConfigMappingOrder.sort(expected);

        Map<String, byte[]> sorted = application(defined, taken);
        ConfigMappingOrder.sort(sorted);

        assertThat(sorted.keySet()).isEqualTo(expected.keySet());
        sorted.forEach((name, content) -> assertThat(content).as(name).isEqualTo(expected.get(name)));
    }

    @Property(tries = 20)
    void everyMappingIsStillLoadedAndTaken(@ForAll("orders") List<String> defined, @ForAll("orders") List<String> taken)
            throws Exception {
        Map<String, byte[]> classes = application(defined, taken);

        ConfigMappingOrder.sort(classes);

        Recorder.CALLS.clear();
        new Loader(classes)
                .loadClass(CUSTOMIZER.replace('/', '.'))
                .getMethod("configBuilder")
                .invoke(null);
        assertThat(Recorder.CALLS)
                .containsExactly(
                        "loaded a",
                        "loaded a$Inner",
                        "loaded b",
                        "loaded b$Inner",
                        "loaded c",
                        "loaded c$Inner",
                        "loaded d",
                        "loaded d$Inner",
                        "instance of b of-b",
                        "mapped a of-a",
                        "mapped b of-b",
                        "mapped c of-c",
                        "mapped d of-d");
    }

    @Provide
    Arbitrary<List<String>> orders() {
        return Arbitraries.shuffle("a", "b", "c", "d");
    }

    @Example
    void leavesAnApplicationWithoutMappingsAsItIs() {
        byte[] other = {1, 2, 3};
        Map<String, byte[]> classes = new TreeMap<>(Map.of(CUSTOMIZER + ".class", other));

        ConfigMappingOrder.sort(classes);

        assertThat(classes).containsOnlyKeys(CUSTOMIZER + ".class").containsValue(other);
    }

    @Example
    void refusesMappingsThatItDoesNotKnow() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, SHARED, null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        code.visitLdcInsn("a");
        code.visitLdcInsn("of-a");
        call(code, "configClass", "(" + TEXT + TEXT + ")" + TEXT);
        code.visitInsn(Opcodes.POP);
        end(code);
        Map<String, byte[]> classes = new TreeMap<>(Map.of(SHARED + ".class", writer.toByteArray()));

        assertThatThrownBy(() -> ConfigMappingOrder.sort(classes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not defined by its class, its prefix and its field");
    }

    /** The shared class, which defines the mappings in one order, and one customizer, which takes them in another. */
    private static Map<String, byte[]> application(List<String> defined, List<String> taken) {
        return new TreeMap<>(
                Map.of(SHARED + ".class", shared(defined), CUSTOMIZER + ".class", customizer(defined, taken)));
    }

    private static byte[] shared(List<String> mappings) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, SHARED, null, "java/lang/Object", null);
        for (int i = 0; i < mappings.size(); i++) {
            writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_PUBLIC, "configClass$" + i, TEXT, null, null);
        }
        writer.visitField(Opcodes.ACC_STATIC | Opcodes.ACC_PUBLIC, "mapping$0", TEXT, null, null);
        MethodVisitor code = writer.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
        for (int i = 0; i < mappings.size(); i++) {
            String type = mappings.get(i);
            code.visitLdcInsn(type);
            code.visitLdcInsn("of-" + type);
            call(code, "configClass", "(" + TEXT + TEXT + ")" + TEXT);
            code.visitFieldInsn(Opcodes.PUTSTATIC, SHARED, "configClass$" + i, TEXT);
            for (String loaded : List.of(type, type + "$Inner")) {
                code.visitLdcInsn(loaded);
                call(code, "ensureLoaded", "(" + TEXT + ")V");
            }
        }
        code.visitFieldInsn(Opcodes.GETSTATIC, SHARED, "configClass$" + mappings.indexOf("b"), TEXT);
        code.visitFieldInsn(Opcodes.PUTSTATIC, SHARED, "mapping$0", TEXT);
        end(code);
        return writer.toByteArray();
    }

    private static byte[] customizer(List<String> defined, List<String> taken) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, CUSTOMIZER, null, "java/lang/Object", null);
        MethodVisitor code =
                writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "configBuilder", "()V", null, null);
        code.visitFieldInsn(Opcodes.GETSTATIC, SHARED, "mapping$0", TEXT);
        call(code, "withMappingInstance", "(" + TEXT + ")V");
        for (int i = 0; i < taken.size(); i++) {
            code.visitFieldInsn(Opcodes.GETSTATIC, SHARED, "configClass$" + defined.indexOf(taken.get(i)), TEXT);
            code.visitVarInsn(Opcodes.ASTORE, i);
            code.visitVarInsn(Opcodes.ALOAD, i);
            call(code, "withMapping", "(" + TEXT + ")V");
        }
        end(code);
        return writer.toByteArray();
    }

    private static void call(MethodVisitor code, String method, String descriptor) {
        code.visitMethodInsn(Opcodes.INVOKESTATIC, RECORDER, method, descriptor, false);
    }

    private static void end(MethodVisitor code) {
        code.visitInsn(Opcodes.RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(Loader.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] content = classes.get(name.replace('.', '/') + ".class");
            if (content == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, content, 0, content.length);
        }
    }
}
