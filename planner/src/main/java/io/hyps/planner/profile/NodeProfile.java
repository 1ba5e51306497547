package io.hyps.planner.profile;

import io.hyps.protocol.Required;

/**
 * What a node of the model takes on the reference machine.
 *
 * @param nanos of the kernel that does its work; 0 where another node's kernel does it too
 * @param workspaceBytes while it runs, beside inputs and outputs; negative where it writes its output over something else
 * @param residentBytes that ONNX Runtime keeps for it all the time, beside its weights as the model has them
 */
record NodeProfile(String name, double nanos, long workspaceBytes, long residentBytes) {
    NodeProfile {
        Required.field("name", name);
        Required.notNegative("residentBytes", residentBytes);
        if (!(nanos >= 0) || Double.isInfinite(nanos)) {
            throw new IllegalArgumentException("nanos of '" + name + "' are " + nanos);
        }
    }
}
