package dev.agon.actors.cluster;

import dev.agon.actors.weights.Manifest;
import dev.agon.actors.weights.Shelf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentRange;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.UniversalEntity;
import org.apache.pekko.http.javadsl.model.headers.AcceptRanges;
import org.apache.pekko.http.javadsl.model.headers.ByteRange;
import org.apache.pekko.http.javadsl.model.headers.ETag;
import org.apache.pekko.http.javadsl.model.headers.EntityTag;
import org.apache.pekko.http.javadsl.model.headers.Range;
import org.apache.pekko.http.javadsl.model.headers.RangeUnits;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a run's versions to other nodes.
 *
 * <pre>
 * GET /weights/RUN/NUMBER         what the version consists of, a {@link Manifest}
 * GET /weights/RUN/NUMBER/FILE    one of its files; its SHA-256 is the ETag
 * </pre>
 *
 * One range a request is answered (RFC 9110, section 14); a request for several gets the whole file, as the standard
 * allows. With {@code If-Match} a file of other content is refused.
 */
final class WeightsRoutes extends AllDirectives {
    private static final Logger LOG = LoggerFactory.getLogger(WeightsRoutes.class);

    private final Shelf shelf;

    WeightsRoutes(Shelf shelf) {
        this.shelf = shelf;
    }

    Route route() {
        return pathPrefix(
                "weights",
                () -> get(() -> pathPrefix(
                        PathMatchers.segment(),
                        run -> pathPrefix(
                                PathMatchers.integerSegment(),
                                number -> concat(
                                        pathEnd(() -> complete(manifest(run, number))),
                                        path(
                                                PathMatchers.segment(),
                                                name -> extractRequest(
                                                        request -> complete(file(run, number, name, request)))))))));
    }

    private HttpResponse manifest(String run, int number) {
        try {
            return shelf.manifest(run, number)
                    .map(manifest -> HttpResponse.create().withEntity(ContentTypes.APPLICATION_JSON, manifest.render()))
                    .orElseGet(WeightsRoutes::notFound);
        } catch (NoSuchFileException e) {
            return notFound(); // it has just become old
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    private HttpResponse file(String run, int number, String name, HttpRequest request) {
        try {
            Optional<Manifest.Entry> entry = shelf.manifest(run, number).flatMap(manifest -> manifest.entry(name));
            Optional<Path> file = shelf.file(run, number, name);
            return entry.isPresent() && file.isPresent() ? content(entry.get(), file.get(), request) : notFound();
        } catch (NoSuchFileException e) {
            return notFound();
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    private static HttpResponse content(Manifest.Entry entry, Path file, HttpRequest request) throws IOException {
        EntityTag tag = EntityTag.create(entry.sha256(), false);
        HttpResponse response =
                HttpResponse.create().addHeader(ETag.create(tag)).addHeader(AcceptRanges.create(RangeUnits.BYTES));
        if (request.getHeader("If-Match")
                .filter(wanted -> !isMatch(wanted.value(), entry.sha256()))
                .isPresent()) {
            return response.withStatus(StatusCodes.PRECONDITION_FAILED);
        }
        long length = Files.size(file);
        Optional<ByteRange> range = range(request);
        if (range.isEmpty()) {
            return response.withEntity(entity(file, 0, length));
        }
        long first = first(range.get(), length);
        long last = last(range.get(), length);
        if (first > last) {
            return response.withStatus(StatusCodes.RANGE_NOT_SATISFIABLE)
                    .addHeader(contentRange(ContentRange.createUnsatisfiable(length)));
        }
        return response.withStatus(StatusCodes.PARTIAL_CONTENT)
                .addHeader(contentRange(ContentRange.create(first, last, length)))
                .withEntity(entity(file, first, last - first + 1));
    }

    /** By the text, since EntityTag.matchesRange of pekko-http 1.3.0 calls itself without end. */
    private static boolean isMatch(String wanted, String sha256) {
        return wanted.strip().equals("*") || wanted.contains("\"" + sha256 + "\"");
    }

    private static HttpHeader contentRange(ContentRange range) {
        return org.apache.pekko.http.javadsl.model.headers.ContentRange.create(RangeUnits.BYTES, range);
    }

    /** The range that is asked for; empty if there is none or more than one. */
    private static Optional<ByteRange> range(HttpRequest request) {
        List<ByteRange> ranges = new ArrayList<>();
        request.getHeader(Range.class).ifPresent(header -> header.getRanges().forEach(ranges::add));
        return ranges.size() == 1 ? Optional.of(ranges.get(0)) : Optional.empty();
    }

    private static long first(ByteRange range, long length) {
        if (range.isSuffix()) {
            return Math.max(0, length - range.getSuffixLength().orElse(0));
        }
        return range.isFromOffset()
                ? range.getOffset().orElse(0)
                : range.getSliceFirst().orElse(0);
    }

    private static long last(ByteRange range, long length) {
        return range.isSlice() ? Math.min(range.getSliceLast().orElse(length), length - 1) : length - 1;
    }

    private static UniversalEntity entity(Path file, long from, long bytes) {
        return bytes == 0
                ? HttpEntities.EMPTY
                : HttpEntities.create(ContentTypes.APPLICATION_OCTET_STREAM, bytes, FilePart.source(file, from, bytes));
    }

    private static HttpResponse notFound() {
        return HttpResponse.create().withStatus(StatusCodes.NOT_FOUND);
    }

    private static HttpResponse unreadable(IOException failure) {
        LOG.warn("A file that another node asks for cannot be read", failure);
        return HttpResponse.create().withStatus(StatusCodes.INTERNAL_SERVER_ERROR);
    }
}
