/** Tests of the package of the same name. In: small jars like those of Quarkus; out: what must become of them. */
@NullMarked
package io.hyps.build;

import org.jspecify.annotations.NullMarked;
