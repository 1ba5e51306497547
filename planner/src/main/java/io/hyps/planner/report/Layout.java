package io.hyps.planner.report;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.core.util.NullElkProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Places a scene's boxes and lines with ELK's layered algorithm (Sugiyama, Tagawa, Toda 1981). The same scene gives the same places. */
final class Layout {
    static {
        LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    }

    private static final double NEARLY_STRAIGHT = 3;

    private final Scene scene;
    private final ElkNode root = ElkGraphUtil.createGraph();
    private final List<ElkNode> lanes = new ArrayList<>();
    private final List<ElkNode> boxes = new ArrayList<>();
    private final List<ElkEdge> edges = new ArrayList<>();

    private Layout(Scene scene) {
        this.scene = scene;
    }

    /** @param sizes of the lanes' headings, of boxes and of labels, in pixels */
    static Layout of(Scene scene, Direction direction, Sizes sizes) {
        Layout layout = new Layout(scene);
        layout.build(direction, sizes);
        new RecursiveGraphLayoutEngine().layout(layout.root, new NullElkProgressMonitor());
        return layout;
    }

    Area canvas() {
        return new Area(0, 0, root.getWidth(), root.getHeight());
    }

    Area lane(int at) {
        return area(lanes.get(at));
    }

    /** Of a chip or terminal. */
    Area box(int at) {
        return area(boxes.get(at));
    }

    /** The corners of a link's line. */
    List<Point> line(int link) {
        ElkEdge edge = edges.get(link);
        Point origin = origin(edge.getContainingNode());
        List<Point> points = new ArrayList<>();
        for (ElkEdgeSection section : edge.getSections()) {
            points.add(origin.plus(section.getStartX(), section.getStartY()));
            section.getBendPoints().forEach(bend -> points.add(origin.plus(bend.getX(), bend.getY())));
            points.add(origin.plus(section.getEndX(), section.getEndY()));
        }
        return straightened(points);
    }

    /** Where a cut link's label goes. */
    Area label(int link) {
        ElkEdge edge = edges.get(link);
        ElkLabel label = edge.getLabels().get(0);
        Point at = origin(edge.getContainingNode()).plus(label.getX(), label.getY());
        return new Area(at.x, at.y, label.getWidth(), label.getHeight());
    }

    private void build(Direction direction, Sizes sizes) {
        root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        root.setProperty(CoreOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
        root.setProperty(CoreOptions.DIRECTION, direction);
        root.setProperty(CoreOptions.PADDING, new ElkPadding(6));
        space(root);
        for (int at = 0; at < scene.lanes().size(); at++) {
            lanes.add(lane(sizes.heading(at), direction));
        }
        for (int at = 0; at < scene.chips().size(); at++) {
            box(lanes.get(scene.chips().get(at).lane()), sizes.box(at));
        }
        for (int at = 0; at < scene.terminals().size(); at++) {
            box(root, sizes.box(scene.chips().size() + at));
        }
        scene.links().forEach(link -> edge(link, sizes));
    }

    private ElkNode lane(Area heading, Direction direction) {
        ElkNode lane = ElkGraphUtil.createNode(root);
        space(lane);
        boolean down = direction == Direction.DOWN;
        // lines come in at the top or at the left: the heading is where they are not
        lane.setProperty(
                CoreOptions.PADDING,
                down ? new ElkPadding(12, 12, 12, heading.width()) : new ElkPadding(heading.height(), 12, 12, 12));
        lane.setProperty(CoreOptions.NODE_SIZE_CONSTRAINTS, SizeConstraint.minimumSize());
        // for layouts downwards ELK 0.9.1 takes the two the other way round
        lane.setProperty(
                CoreOptions.NODE_SIZE_MINIMUM,
                down ? new KVector(heading.height(), heading.width()) : new KVector(heading.width(), heading.height()));
        return lane;
    }

    private static void space(ElkNode node) {
        node.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
        node.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        node.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 20.0);
        node.setProperty(CoreOptions.SPACING_NODE_NODE, 16.0);
        node.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 10.0);
        node.setProperty(CoreOptions.SPACING_EDGE_LABEL, 4.0);
    }

    private void box(ElkNode parent, Area size) {
        ElkNode box = ElkGraphUtil.createNode(parent);
        box.setDimensions(size.width(), size.height());
        boxes.add(box);
    }

    private void edge(Link link, Sizes sizes) {
        ElkEdge edge = ElkGraphUtil.createSimpleEdge(boxes.get(link.from()), boxes.get(link.to()));
        ElkGraphUtil.updateContainment(edge);
        if (link.cut()) {
            Area size = sizes.label(link);
            ElkLabel label = ElkGraphUtil.createLabel(link.title(), edge);
            label.setDimensions(size.width(), size.height());
            label.setProperty(CoreOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
        }
        edges.add(edge);
    }

    /** Across the borders of lanes lines come out a pixel or two off the straight. */
    private static List<Point> straightened(List<Point> points) {
        List<Point> straight = new ArrayList<>(points.subList(0, 1));
        for (int i = 1; i < points.size(); i++) {
            Point last = straight.get(i - 1);
            Point next = points.get(i);
            boolean down = Math.abs(next.x - last.x) < Math.abs(next.y - last.y);
            double off = down ? next.x - last.x : next.y - last.y;
            boolean nearly = Math.abs(off) < NEARLY_STRAIGHT;
            straight.add(new Point(nearly && down ? last.x : next.x, nearly && !down ? last.y : next.y));
        }
        return straight;
    }

    private static Area area(ElkNode node) {
        Point at = origin(node);
        return new Area(at.x, at.y, node.getWidth(), node.getHeight());
    }

    private static Point origin(ElkNode node) {
        ElkNode parent = node.getParent();
        return parent == null ? new Point(0, 0) : origin(parent).plus(node.getX(), node.getY());
    }

    /** In pixels, from the top left. */
    record Point(double x, double y) {
        Point plus(double right, double down) {
            return new Point(x + right, y + down);
        }
    }

    /** In pixels. */
    record Area(double x, double y, double width, double height) {
        static Area size(double width, double height) {
            return new Area(0, 0, width, height);
        }
    }

    /** How much room things take. */
    interface Sizes {
        Area heading(int lane);

        Area box(int at);

        Area label(Link link);
    }
}
