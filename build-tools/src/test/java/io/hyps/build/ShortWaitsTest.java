package io.hyps.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;

class ShortWaitsTest {
    private static final Consumer<MethodVisitor> SLEEP = sleep(100L);

    @Test
    void shortensTheWaitsOfStartAndStopOnly() {
        byte[] paho = classFile(SLEEP, SLEEP, sleep(500L));

        assertThat(millis(ShortWaits.rewritten(paho))).containsExactly(1L, 1L, 500L);
    }

    @Test
    void changesNothingInItsOwnResult() {
        byte[] once = ShortWaits.rewritten(classFile(SLEEP, SLEEP, SLEEP));

        assertThat(ShortWaits.rewritten(once)).isEqualTo(once);
    }

    @Test
    void endsWithItsUse() {
        byte[] other = classFile(SLEEP, sleep(50L), SLEEP);

        assertThatThrownBy(() -> ShortWaits.rewritten(other))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("1 sleeps of 100 ms in start and stop of Comms instead of 2");
    }

    private static byte[] classFile(
            Consumer<MethodVisitor> start, Consumer<MethodVisitor> stop, Consumer<MethodVisitor> run) {
        ClassWriter writer = new ClassWriter(0);
        writer.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, "Comms", null, "java/lang/Object", null);
        method(writer, "start", start);
        method(writer, "stop", stop);
        method(writer, "run", run);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private static void method(ClassWriter writer, String name, Consumer<MethodVisitor> body) {
        MethodVisitor method = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, name, "()V", null, null);
        method.visitCode();
        body.accept(method);
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(2, 0);
        method.visitEnd();
    }

    private static Consumer<MethodVisitor> sleep(long millis) {
        return method -> {
            method.visitLdcInsn(millis);
            method.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Thread", "sleep", "(J)V", false);
        };
    }

    private static List<Long> millis(byte[] classFile) {
        ClassNode type = new ClassNode();
        new ClassReader(classFile).accept(type, 0);
        return type.methods.stream()
                .map(method -> (Long) ((LdcInsnNode) method.instructions.getFirst()).cst)
                .toList();
    }
}
