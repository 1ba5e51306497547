package io.hyps.build;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Puts the config mappings of an application in the order of their classes' names.
 *
 * <p>Quarkus 3.34.1 walks over a hash set of classes, which have another hash in each build, where it writes
 * {@code SharedConfig}: a field {@code configClass$N} per mapping, set in the class initialiser and followed by calls that
 * load what it is made of. The two customizers then name these fields in calls of {@code withMapping}. The mappings do not
 * depend on one another, so their order means nothing.
 */
final class ConfigMappingOrder {
    private static final String PACKAGE = "io/quarkus/runtime/generated/";
    private static final String SHARED = PACKAGE + "SharedConfig";
    private static final String FIELD = "configClass$";
    private static final String DEFINED_BY = "configClass";
    private static final String LOADED_BY = "ensureLoaded";
    private static final String TAKEN_BY = "withMapping";

    private final Map<String, String> renamed = new HashMap<>();

    private ConfigMappingOrder() {}

    /**
     * @param classes the class files by the names of their entries; those that change are put anew
     * @throws IllegalStateException if {@code SharedConfig} is made otherwise than is known
     */
    static void sort(Map<String, byte[]> classes) {
        byte[] shared = classes.get(SHARED + ".class");
        if (shared == null) {
            return;
        }
        ConfigMappingOrder order = new ConfigMappingOrder();
        classes.put(SHARED + ".class", order.definitions(shared));
        classes.replaceAll((entry, content) -> namesMappings(entry) ? order.uses(content) : content);
    }

    private static boolean namesMappings(String entry) {
        return entry.equals(SHARED + ".class") || (entry.startsWith(PACKAGE) && entry.endsWith("Customizer.class"));
    }

    private byte[] definitions(byte[] classFile) {
        ClassNode node = read(classFile);
        for (MethodNode method : node.methods) {
            if (method.name.equals("<clinit>")) {
                sortDefinitions(method.instructions);
            }
        }
        return write(node);
    }

    private void sortDefinitions(InsnList code) {
        List<Definition> found = new ArrayList<>();
        for (AbstractInsnNode at = code.getFirst(); at != null; at = at.getNext()) {
            if (calls(at, DEFINED_BY)) {
                found.add(definition(at));
            }
        }
        if (found.isEmpty()) {
            return;
        }
        for (int i = 1; i < found.size(); i++) {
            if (found.get(i - 1).last().getNext() != found.get(i).first()) {
                throw unknown("something stands between two mappings");
            }
        }
        @Nullable AbstractInsnNode before = found.get(0).first().getPrevious();
        List<String> fields = found.stream().map(d -> d.field().name).toList();
        found.sort(Comparator.comparing(Definition::key));
        InsnList sorted = new InsnList();
        for (int i = 0; i < found.size(); i++) {
            Definition definition = found.get(i);
            renamed.put(definition.field().name, fields.get(i));
            definition.field().name = fields.get(i);
            for (AbstractInsnNode instruction : definition.code()) {
                code.remove(instruction);
                sorted.add(instruction);
            }
        }
        if (before == null) {
            code.insert(sorted);
        } else {
            code.insert(before, sorted);
        }
    }

    private static Definition definition(AbstractInsnNode call) {
        AbstractInsnNode prefix = call.getPrevious();
        AbstractInsnNode type = prefix == null ? null : prefix.getPrevious();
        if (!(type instanceof LdcInsnNode typeName
                && prefix instanceof LdcInsnNode prefixText
                && call.getNext() instanceof FieldInsnNode field
                && field.getOpcode() == Opcodes.PUTSTATIC
                && field.name.startsWith(FIELD))) {
            throw unknown("a mapping is not defined by its class, its prefix and its field");
        }
        List<AbstractInsnNode> code = new ArrayList<>(List.of(type, prefix, call, field));
        AbstractInsnNode next = field.getNext();
        while (next instanceof LdcInsnNode && calls(next.getNext(), LOADED_BY)) {
            code.add(next);
            code.add(next.getNext());
            next = next.getNext().getNext();
        }
        return new Definition(typeName.cst + " " + prefixText.cst, field, code);
    }

    private byte[] uses(byte[] classFile) {
        ClassNode node = read(classFile);
        for (MethodNode method : node.methods) {
            for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
                if (isUse(at)) {
                    FieldInsnNode field = (FieldInsnNode) at;
                    field.name = renamed.getOrDefault(field.name, field.name);
                }
            }
            sortUses(method.instructions);
        }
        return write(node);
    }

    /** The calls are alike but for their field, so it is enough to hand the fields round. */
    private static void sortUses(InsnList code) {
        List<FieldInsnNode> run = new ArrayList<>();
        FieldInsnNode last = null;
        for (AbstractInsnNode at = code.getFirst(); at != null; at = at.getNext()) {
            if (isUse(at)) {
                last = (FieldInsnNode) at;
            } else if (last != null && calls(at, TAKEN_BY)) {
                run.add(last);
                last = null;
            } else if (at instanceof MethodInsnNode) {
                last = null;
            }
        }
        List<String> sorted = run.stream()
                .map(field -> field.name)
                .sorted(Comparator.comparingInt(ConfigMappingOrder::number))
                .toList();
        for (int i = 0; i < sorted.size(); i++) {
            run.get(i).name = sorted.get(i);
        }
    }

    private static boolean isUse(AbstractInsnNode instruction) {
        return instruction instanceof FieldInsnNode field
                && field.getOpcode() == Opcodes.GETSTATIC
                && field.owner.equals(SHARED)
                && field.name.startsWith(FIELD);
    }

    private static boolean calls(@Nullable AbstractInsnNode instruction, String method) {
        return instruction instanceof MethodInsnNode call && call.name.equals(method);
    }

    private static int number(String field) {
        return Integer.parseInt(field.substring(FIELD.length()));
    }

    private static ClassNode read(byte[] classFile) {
        ClassNode node = new ClassNode();
        new ClassReader(classFile).accept(node, 0);
        return node;
    }

    private static byte[] write(ClassNode node) {
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        return writer.toByteArray();
    }

    private static IllegalStateException unknown(String what) {
        return new IllegalStateException("SharedConfig is not as it is known: " + what
                + "; if this Quarkus writes it otherwise, see docs/decisions/0007-reproducible-build.md");
    }

    /** One mapping: what it is sorted by, its field, and its instructions, from the first to the last. */
    private record Definition(String key, FieldInsnNode field, List<AbstractInsnNode> code) {
        AbstractInsnNode first() {
            return code.get(0);
        }

        AbstractInsnNode last() {
            return code.get(code.size() - 1);
        }
    }
}
