package io.hyps.gateway.image;

import java.io.IOException;
import java.util.Set;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;

/** Reads the one thing of a BMP's header that the reader acts on without having been asked (BITMAPINFOHEADER, biCompression). */
final class BmpHeader {
    private static final Set<String> JPEG_OR_PNG = Set.of("4", "5");

    private BmpHeader() {}

    /** Whether its pixels are a JPEG or PNG, of whatever size that says. */
    static boolean holdsAnotherImage(ImageReader reader) throws IOException {
        IIOMetadata header = reader.getImageMetadata(0);
        IIOMetadataNode fields = (IIOMetadataNode) header.getAsTree(header.getNativeMetadataFormatName());
        IIOMetadataNode compression =
                (IIOMetadataNode) fields.getElementsByTagName("Compression").item(0);
        return compression == null || JPEG_OR_PNG.contains(String.valueOf(compression.getUserObject()));
    }
}
