package io.hyps.it;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Under which terms a part of the programs may come. A part that is offered under several is taken under one of them. */
final class Licences {
    private static final Set<String> ALLOWED = Set.of(
            "Apache-2.0",
            "MIT",
            "MIT-0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "EPL-1.0",
            "EPL-2.0",
            "CC0-1.0",
            // RE2/J's name for its BSD-3-Clause
            "Go License");

    /** What only says "The BSD License", which the bill of materials reads as the old one; theirs is BSD-3-Clause. */
    private static final Map<String, Set<String>> READ_AS = Map.of(
            "com.twelvemonkeys.common", Set.of("BSD-4-Clause"),
            "com.twelvemonkeys.imageio", Set.of("BSD-4-Clause"),
            "org.jline", Set.of("BSD-4-Clause"));

    /** What measurements use and no program holds: OpenJDK's harness. */
    private static final Map<String, Set<String>> FOR_MEASUREMENTS = Map.of(
            "org.openjdk.jmh",
            Set.of(
                    "GPL-2.0-with-classpath-exception",
                    "GNU General Public License (GPL), version 2, with the Classpath exception"));

    /** What is needed to compile and no program holds: GraalVM's SDK. */
    private static final Map<String, Set<String>> FOR_COMPILING =
            Map.of("org.graalvm.sdk", Set.of("UPL-1.0", "Universal Permissive License, Version 1.0"));

    private Licences() {}

    /** @param names SPDX identifiers where there are some, else the names that the part's makers give */
    static boolean allow(String group, List<String> names) {
        return names.stream()
                .anyMatch(name -> ALLOWED.contains(name)
                        || READ_AS.getOrDefault(group, Set.of()).contains(name)
                        || FOR_COMPILING.getOrDefault(group, Set.of()).contains(name)
                        || FOR_MEASUREMENTS.getOrDefault(group, Set.of()).contains(name));
    }
}
