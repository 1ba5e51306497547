package io.hyps.planner.rewrite;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.hyps.planner.graph.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A node's attributes by name. */
record Attributes(NodeProto definition) {
    static Attributes of(Node node) {
        return new Attributes(node.definition());
    }

    boolean has(String name) {
        return attribute(name).isPresent();
    }

    long integer(String name, long otherwise) {
        return attribute(name).map(AttributeProto::getI).orElse(otherwise);
    }

    float real(String name, float otherwise) {
        return attribute(name).map(AttributeProto::getF).orElse(otherwise);
    }

    String text(String name, String otherwise) {
        return attribute(name).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
    }

    Optional<List<Long>> integers(String name) {
        return attribute(name).map(AttributeProto::getIntsList);
    }

    /** The same node, with these attributes instead of any of their names, and without some. */
    NodeProto with(List<AttributeProto> changed, Set<String> without) {
        NodeProto.Builder builder = definition.toBuilder().clearAttribute();
        definition.getAttributeList().stream()
                .filter(a -> !without.contains(a.getName()))
                .filter(a -> changed.stream().noneMatch(c -> c.getName().equals(a.getName())))
                .forEach(builder::addAttribute);
        return builder.addAllAttribute(changed).build();
    }

    static AttributeProto integerOf(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto integersOf(String name, long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList())
                .build();
    }

    private Optional<AttributeProto> attribute(String name) {
        return definition.getAttributeList().stream()
                .filter(a -> a.getName().equals(name))
                .findFirst();
    }
}
