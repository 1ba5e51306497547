package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Payload;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A body of the type multipart/form-data (RFC 7578) that holds one file, as browsers and {@code curl -F} send it. */
final class UploadForm {
    private static final String TYPE = "multipart/form-data";
    private static final int MOST_PARTS = 16;
    private static final int LARGEST_PART_HEAD_BYTES = 8192;

    private UploadForm() {}

    static boolean isOne(Request request) {
        String type = request.header("Content-Type").orElse("");
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(TYPE);
    }

    /** The request as if the file's bytes had been its body, with the type that the form gives the file. */
    static Request unwrap(Request request) throws RefusedException {
        HttpHeaders headers = new DefaultHttpHeaders();
        headers.set(HttpHeaderNames.CONTENT_TYPE, request.header("Content-Type").orElseThrow());
        DefaultFullHttpRequest whole = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.POST,
                "/",
                Unpooled.wrappedBuffer(request.body().array()),
                headers,
                EmptyHttpHeaders.INSTANCE);
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(
                    new DefaultHttpDataFactory(false),
                    whole,
                    StandardCharsets.UTF_8,
                    MOST_PARTS,
                    LARGEST_PART_HEAD_BYTES);
            FileUpload file = onlyFile(decoder.getBodyHttpDatas());
            return request.withBody(Payload.of(file.get())).withHeader("Content-Type", file.getContentType());
        } catch (IOException | RuntimeException e) {
            throw new RefusedException(400, "the body is not " + TYPE + " as RFC 7578 has it, or not whole", e);
        } finally {
            if (decoder != null) {
                decoder.destroy();
            }
        }
    }

    private static FileUpload onlyFile(List<InterfaceHttpData> parts) throws RefusedException {
        if (parts.size() != 1) {
            throw RefusedException.badRequest("the form has " + parts.size()
                    + " parts: send one image as its only part; sensor and id go in the query");
        }
        if (!(parts.get(0) instanceof FileUpload file)) {
            throw RefusedException.badRequest(
                    "the form's part '" + ForeignText.printable(parts.get(0).getName()) + "' is no file");
        }
        return file;
    }
}
