package io.hyps.build;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * The keys under which Quarkus' recorded classes hand values to one another, such as {@code proxykey42}, numbered anew in
 * the order in which they are met. Classes that are equal but for their numbers come out equal, if they are given in the
 * same order. Not thread-safe.
 */
final class RecordedKeys {
    private static final Pattern KEY = Pattern.compile("proxykey\\d+");

    private final Map<String, String> renamed = new HashMap<>();

    /** The class with its keys renamed, or as it is if it has none. */
    byte[] renumber(byte[] classFile) {
        Renaming renaming = new Renaming();
        // not a writer that starts from the reader's constants: the old keys would stay among them
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(classFile).accept(new ClassRemapper(writer, renaming), 0);
        return renaming.found ? writer.toByteArray() : classFile;
    }

    boolean noneFound() {
        return renamed.isEmpty();
    }

    /** ASM asks here about every constant: of instructions, fields, annotations, bootstrap methods. */
    private final class Renaming extends Remapper {
        private boolean found;

        Renaming() {
            super(Opcodes.ASM9);
        }

        @Override
        public Object mapValue(Object value) {
            if (value instanceof String text && KEY.matcher(text).matches()) {
                found = true;
                return renamed.computeIfAbsent(text, key -> "proxykey" + (renamed.size() + 1));
            }
            return super.mapValue(value);
        }
    }
}
