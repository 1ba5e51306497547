package io.hyps.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Shortens the sleeps with which Paho 1.2.5 waits for its own threads: in {@code start} and {@code stop} of three classes it
 * looks whether the thread runs, and if not looks again 100 ms later, though a thread starts in a fraction of one. One after
 * another they make up 0.3 s of each connect. Here they become 1 ms. Run on its own result it changes nothing.
 */
public final class ShortWaits {
    private static final Long PAHO_MILLIS = 100L;
    private static final Long MILLIS = 1L;
    private static final int WAITS_PER_CLASS = 2;

    private ShortWaits() {}

    /**
     * @param arguments the class files to rewrite
     * @throws IllegalStateException if one of them does not sleep in the two places that are known
     */
    public static void main(String... arguments) throws IOException {
        for (String argument : arguments) {
            Path file = Path.of(argument);
            try {
                Files.write(file, rewritten(Files.readAllBytes(file)));
            } catch (IllegalStateException e) {
                throw new IllegalStateException(
                        file + ": " + e.getMessage() + "; see docs/decisions/0001-paho-with-bulk-reads.md", e);
            }
        }
    }

    static byte[] rewritten(byte[] classFile) {
        ClassNode type = new ClassNode();
        new ClassReader(classFile).accept(type, 0);
        List<LdcInsnNode> waits = type.methods.stream()
                .filter(method -> method.name.equals("start") || method.name.equals("stop"))
                .flatMap(ShortWaits::waits)
                .toList();
        if (waits.size() != WAITS_PER_CLASS) {
            throw new IllegalStateException(waits.size() + " sleeps of " + PAHO_MILLIS + " ms in start and stop of "
                    + type.name + " instead of " + WAITS_PER_CLASS);
        }
        waits.forEach(wait -> wait.cst = MILLIS);
        ClassWriter writer = new ClassWriter(0);
        type.accept(writer);
        return writer.toByteArray();
    }

    private static Stream<LdcInsnNode> waits(MethodNode method) {
        return StreamSupport.stream(method.instructions.spliterator(), false)
                .filter(ShortWaits::sleeps)
                .map(AbstractInsnNode::getPrevious)
                .filter(LdcInsnNode.class::isInstance)
                .map(LdcInsnNode.class::cast)
                .filter(wait -> wait.cst.equals(PAHO_MILLIS) || wait.cst.equals(MILLIS));
    }

    private static boolean sleeps(AbstractInsnNode instruction) {
        return instruction instanceof MethodInsnNode call
                && call.owner.equals("java/lang/Thread")
                && call.name.equals("sleep")
                && call.desc.equals("(J)V");
    }
}
