package io.hyps.gateway.rest;

import io.hyps.protocol.ForeignText;
import io.hyps.protocol.Payload;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
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
    private static final int PIECE_BYTES = 64 * 1024;
    /** The decoder keeps the file in pieces, then it is put together. */
    private static final int COPIES = 2;

    private static final ByteBufAllocator HEAP = new UnpooledByteBufAllocator(false);

    private UploadForm() {}

    static boolean isOne(Request request) {
        String type = request.header("Content-Type").orElse("");
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(TYPE);
    }

    /**
     * The request as if the file's bytes had been its body, with the type that the form gives the file.
     *
     * @throws RefusedException if it is none such, or finds no room
     */
    static Request unwrap(Request request) throws RefusedException {
        return unwrap(request, HEAP);
    }

    static Request unwrap(Request request, ByteBufAllocator buffers) throws RefusedException {
        byte[] body = request.body().array();
        request.take((long) COPIES * body.length);
        HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        head.headers()
                .set(
                        HttpHeaderNames.CONTENT_TYPE,
                        request.header("Content-Type").orElseThrow());
        HttpPostMultipartRequestDecoder decoder = null;
        try {
            decoder = new HttpPostMultipartRequestDecoder(
                    new DefaultHttpDataFactory(false),
                    head,
                    StandardCharsets.UTF_8,
                    MOST_PARTS,
                    LARGEST_PART_HEAD_BYTES);
            decoder.setDiscardThreshold(0);
            feed(decoder, body, buffers);
            FileUpload file = onlyFile(decoder.getBodyHttpDatas());
            return request.withBody(Payload.of(file.get())).withHeader("Content-Type", file.getContentType());
        } catch (IOException | RuntimeException e) {
            throw new RefusedException(400, "the body is not " + TYPE + " as RFC 7578 has it, or not whole", e);
        } finally {
            if (decoder != null) {
                release(decoder);
            }
        }
    }

    private static void feed(HttpPostMultipartRequestDecoder decoder, byte[] body, ByteBufAllocator buffers) {
        for (int at = 0; at < body.length; at += PIECE_BYTES) {
            int size = Math.min(PIECE_BYTES, body.length - at);
            ByteBuf piece = buffers.buffer(size).writeBytes(body, at, size);
            try {
                decoder.offer(new DefaultHttpContent(piece));
            } finally {
                piece.release();
            }
        }
        decoder.offer(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /** The decoder itself does not release a part that has begun and has no end. */
    private static void release(HttpPostMultipartRequestDecoder decoder) {
        InterfaceHttpData unfinished = decoder.currentPartialHttpData();
        if (unfinished != null) {
            unfinished.release();
        }
        decoder.destroy();
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
