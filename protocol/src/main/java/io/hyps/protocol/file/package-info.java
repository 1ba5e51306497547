/** Files that outlive a power cut. */
@NullMarked
package io.hyps.protocol.file;

import org.jspecify.annotations.NullMarked;
