package io.hyps.bench.growth;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.Styler.YAxisPosition;

/** Lines over a few points, as a PNG file. */
final class Plot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;

    private Plot() {}

    /**
     * A line.
     *
     * @param values one for each point
     * @param onTheRight by the scale on the right
     */
    record Line(String name, List<Double> values, boolean onTheRight) {}

    /**
     * What stands at the axes.
     *
     * @param right empty if no line is by that scale
     */
    record Axes(String points, String left, String right) {}

    /** @param file its folder is made, a file that is there replaced */
    static void write(Path file, String title, Axes axes, List<String> points, List<Line> lines) throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(axes.points())
                .yAxisTitle(axes.left())
                .build();
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Line);
        // points of all lines one above another, not side by side as bars are
        chart.getStyler().setOverlapped(true);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
        chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendBorderColor(Color.WHITE);
        chart.getStyler().setYAxisMin(0, 0.0);
        if (!axes.right().isEmpty()) {
            chart.getStyler().setYAxisMin(1, 0.0);
            chart.setYAxisGroupTitle(1, axes.right());
            chart.getStyler().setYAxisGroupPosition(1, YAxisPosition.Right);
        }
        for (Line line : lines) {
            CategorySeries series = chart.addSeries(line.name(), points, line.values());
            series.setYAxisGroup(line.onTheRight() ? 1 : 0);
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(chart, out, BitmapFormat.PNG);
        }
    }
}
