package io.hyps.stack.demo;

import io.hyps.stack.parts.Installation;
import io.hyps.stack.sensor.ImageFile;
import io.hyps.stack.sensor.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sample images, each with its true class. */
record Samples(List<Sample> images) {
    private static final String HEADER = "file,label,index,testSetIndex";
    private static final int COLUMNS = 4;

    Samples {
        images = List.copyOf(images);
        if (images.isEmpty()) {
            throw new IllegalArgumentException("there are no sample images");
        }
    }

    /**
     * An image.
     *
     * @param label the true class
     * @param index its place among the model's classes
     */
    record Sample(ImageFile image, String label, int index) {}

    /** The image of the n-th frame: when all are shown they start again. */
    int imageOfFrame(int frame) {
        return frame % images.size();
    }

    static Samples read(Installation installation) throws IOException {
        Map<String, String[]> labels = labels(installation.demoLabels());
        return new Samples(ImageFiles.expand(List.of(installation.demoImages())).stream()
                .map(image -> sample(image, labels))
                .toList());
    }

    private static Sample sample(ImageFile image, Map<String, String[]> labels) {
        String[] row = labels.get(image.name());
        if (row == null) {
            throw new IllegalStateException("labels.csv has no line for " + image.name());
        }
        return new Sample(image, row[1], Integer.parseInt(row[2]));
    }

    private static Map<String, String[]> labels(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new IOException(file + " does not start with the line '" + HEADER + "'");
        }
        Map<String, String[]> rows = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] row = line.split(",", -1);
            if (row.length != COLUMNS) {
                throw new IOException(file + " has a line of " + row.length + " columns: '" + line + "'");
            }
            rows.put(row[0], row);
        }
        return rows;
    }
}
