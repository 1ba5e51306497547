package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;

/**
 * A request with its body. For one thread.
 *
 * @param places what stood in the path's placeholders, decoded
 * @param queries by name, decoded
 * @param headers by name in lower case; of several of one name, joined with commas
 * @param room makes room for so many bytes more, if there is
 * @param held what must be done before the request's room is free again
 */
record Request(
        Map<String, String> places,
        Map<String, List<String>> queries,
        Map<String, String> headers,
        Payload body,
        LongPredicate room,
        List<CompletableFuture<?>> held) {
    /** One that finds all the room it wants. */
    Request(Map<String, String> places, Map<String, List<String>> queries, Map<String, String> headers, Payload body) {
        this(places, queries, headers, body, more -> true, new ArrayList<>());
    }

    String place(String name) {
        String value = places.get(name);
        if (value == null) {
            throw new IllegalStateException("the path has no " + name);
        }
        return value;
    }

    Optional<String> findPlace(String name) {
        return Optional.ofNullable(places.get(name));
    }

    /** @throws RefusedException if it stands there twice */
    Optional<String> query(String name) throws RefusedException {
        List<String> values = queries.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw RefusedException.badRequest(
                    "query parameter '" + ForeignText.printable(name) + "' stands there " + values.size() + " times");
        }
        return values.stream().findFirst();
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * Makes room for so many bytes more, which are kept until the request is over.
     *
     * @throws RefusedException if there is none
     */
    void take(long bytes) throws RefusedException {
        if (!room.test(bytes)) {
            throw RefusedException.noRoom();
        }
    }

    /** Keeps the request's room taken until that is done, whenever the answer goes out. */
    void hold(CompletableFuture<?> work) {
        held.add(work);
    }

    Request withHeader(String name, String value) {
        Map<String, String> others = new HashMap<>(headers);
        others.put(name.toLowerCase(Locale.ROOT), value);
        return new Request(places, queries, others, body, room, held);
    }

    Request withBody(Payload other) {
        return new Request(places, queries, headers, other, room, held);
    }

    Request withRoom(LongPredicate other) {
        return new Request(places, queries, headers, body, other, held);
    }
}
