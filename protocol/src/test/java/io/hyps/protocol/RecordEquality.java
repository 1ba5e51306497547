package io.hyps.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.hyps.protocol.frame.FrameId;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Of records that say themselves when they are equal: two are if and only if all their components are. */
public final class RecordEquality {
    private RecordEquality() {}

    public static void verify(Record record) throws ReflectiveOperationException {
        RecordComponent[] components = record.getClass().getRecordComponents();
        Constructor<? extends Record> constructor = record.getClass()
                .getDeclaredConstructor(
                        Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            components[i].getAccessor().setAccessible(true);
            values[i] = components[i].getAccessor().invoke(record);
        }
        Record same = constructor.newInstance(values);
        assertThat(same).isEqualTo(record).hasSameHashCodeAs(record);
        assertThat((Object) record).isNotEqualTo("another type");
        for (int i = 0; i < components.length; i++) {
            Object[] changed = Arrays.copyOf(values, values.length);
            changed[i] = another(values[i]);
            assertThat(constructor.newInstance(changed))
                    .as(components[i].getName())
                    .isNotEqualTo(record);
        }
    }

    private static Object another(Object value) {
        if (value instanceof String text) {
            return text + "x";
        }
        if (value instanceof Integer number) {
            return number + 1;
        }
        if (value instanceof Long number) {
            return number + 1;
        }
        if (value instanceof UUID id) {
            return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ 1);
        }
        if (value instanceof FrameId frame) {
            return new FrameId((UUID) another(frame.uuid()));
        }
        if (value instanceof Epoch epoch) {
            return new Epoch(epoch.term(), epoch.counter() + 1);
        }
        if (value instanceof List<?>) {
            return List.of();
        }
        throw new IllegalArgumentException("a component of " + value.getClass());
    }
}
