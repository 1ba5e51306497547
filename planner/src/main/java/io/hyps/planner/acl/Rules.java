package io.hyps.planner.acl;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects rules, each once. */
final class Rules {
    private final Set<Rule> rules = new LinkedHashSet<>();

    Rules send(Object... topics) {
        return add(Access.SEND, topics);
    }

    /** To subscribe to these very filters, and what comes by them. */
    Rules hear(Object... filters) {
        return add(Access.SUBSCRIBE, filters).add(Access.UNSUBSCRIBE, filters).add(Access.RECEIVE, filters);
    }

    /** To subscribe to these or to less, and what comes by them. */
    Rules hearWithin(Object... filters) {
        return add(Access.SUBSCRIBE_WITHIN, filters)
                .add(Access.UNSUBSCRIBE_WITHIN, filters)
                .add(Access.RECEIVE, filters);
    }

    /** To take part in a shared subscription. */
    Rules share(String sharedFilter, String filter) {
        return add(Access.SUBSCRIBE, sharedFilter)
                .add(Access.UNSUBSCRIBE, sharedFilter)
                .add(Access.RECEIVE, filter);
    }

    List<Rule> all() {
        return List.copyOf(rules);
    }

    private Rules add(Access access, Object... topics) {
        for (Object topic : topics) {
            rules.add(new Rule(access, topic.toString()));
        }
        return this;
    }
}
