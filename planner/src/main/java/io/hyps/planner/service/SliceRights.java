package io.hyps.planner.service;

import io.hyps.protocol.Sha256;
import io.hyps.protocol.plan.SliceRef;
import java.util.function.BooleanSupplier;

/** Which slices a device may have. */
interface SliceRights {
    /** Every device may have every slice. */
    SliceRights ALL = (device, sha256) -> Right.GIVEN;

    /** What becomes of a request. */
    enum Right {
        GIVEN,
        REFUSED,
        /** It cannot be told yet: the device asks again. */
        NOT_YET_KNOWN
    }

    Right of(String device, Sha256 sha256);

    /** Those of its partitions in the plans that are published. */
    record ByPlan(Observed observed, BooleanSupplier hasSeenAll) implements SliceRights {
        @Override
        public Right of(String device, Sha256 sha256) {
            boolean own = observed.allPlans().stream()
                    .flatMap(plan -> plan.partitionsOf(device).stream())
                    .flatMap(partition -> partition.slice().blobs())
                    .map(SliceRef.Blob::sha256)
                    .anyMatch(sha256::equals);
            if (own) {
                return Right.GIVEN;
            }
            return hasSeenAll.getAsBoolean() ? Right.REFUSED : Right.NOT_YET_KNOWN;
        }
    }
}
