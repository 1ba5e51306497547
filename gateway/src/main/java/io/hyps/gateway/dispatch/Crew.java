package io.hyps.gateway.dispatch;

import java.util.concurrent.Executor;

/** What a flight works with. */
record Crew(String gateway, Lane lane, Ports ports, PlanBook plans, DispatchLimits limits, Time time, Tower tower) {
    Executor workers() {
        return ports.workers();
    }

    /** Hears of flights, on the lane. */
    interface Tower {
        /** Whether plans that were published before the start must be here by now. */
        boolean plansAreHere();

        /**
         * The flight has ended.
         *
         * @param answered whether Kafka has the result; else another gateway will give it
         */
        void landed(Flight flight, boolean answered);
    }
}
