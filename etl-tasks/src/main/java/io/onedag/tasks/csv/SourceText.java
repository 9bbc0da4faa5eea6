package io.onedag.tasks.csv;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The text of a file, decoded. From the line that its reader is at, it remembers what was read, so that a bad row can be shown as it
 * stands there, and reading can go on at the line after. Bytes that are no character become U+FFFD, and their line is known as damaged.
 *
 * <p>A line ends with LF, CR or CRLF. A byte order mark is left out and outweighs the given encoding. Not thread-safe.
 */
final class SourceText extends Reader {

    /** The longest text that is remembered, in characters: more than the longest field that the parser takes. */
    static final int MAX_REMEMBERED = 12 * 1024 * 1024;

    private static final int CHUNK = 64 * 1024;

    /** A line is longer than can be remembered. */
    static final class TooLongLineException extends IOException {
        private static final long serialVersionUID = 1L;

        final long line;

        TooLongLineException(long line) {
            super("it is longer than " + MAX_REMEMBERED + " characters");
            this.line = line;
        }
    }

    private final InputStream stream;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
    private boolean streamEnded;
    private boolean ended;

    private char[] window = new char[2 * CHUNK];
    private int length;
    private int position;

    /** Where lines begin in the window; the first is the line {@link #firstLine}. */
    private int[] starts = new int[1024];

    private int startCount = 1;
    private long firstLine = 1;
    private long keepFrom = 1;
    private boolean lastWasCr;
    private final Set<Long> damaged = new HashSet<>();

    SourceText(InputStream stream, Charset charset) throws IOException {
        this.stream = stream;
        bytes.flip();
        while (bytes.remaining() < 4 && !streamEnded) {
            fetch();
        }
        this.decoder = charsetByMark(charset)
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    private Charset charsetByMark(Charset given) {
        if (startsWith(0xEF, 0xBB, 0xBF)) {
            bytes.position(3);
            return StandardCharsets.UTF_8;
        }
        if (startsWith(0xFF, 0xFE, 0, 0)) {
            bytes.position(4);
            return Charset.forName("UTF-32LE");
        }
        if (startsWith(0, 0, 0xFE, 0xFF)) {
            bytes.position(4);
            return Charset.forName("UTF-32BE");
        }
        if (startsWith(0xFF, 0xFE)) {
            bytes.position(2);
            return StandardCharsets.UTF_16LE;
        }
        if (startsWith(0xFE, 0xFF)) {
            bytes.position(2);
            return StandardCharsets.UTF_16BE;
        }
        return given;
    }

    private boolean startsWith(int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.remaining() || (bytes.get(i) & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** The encoding: the given one, or the one that the byte order mark tells. */
    Charset charset() {
        return decoder.charset();
    }

    /** Says that lines before this one are of no interest any more. */
    void keepFrom(long line) {
        keepFrom = line;
        if (!damaged.isEmpty()) {
            damaged.removeIf(each -> each < line);
        }
    }

    /** Whether one of these lines had bytes that are no character. */
    boolean isDamaged(long line, long lines) {
        return !damaged.isEmpty() && damaged.stream().anyMatch(each -> each >= line && each < line + lines);
    }

    /** Whether any line since the one kept is damaged; cheap. */
    boolean mayBeDamaged() {
        return !damaged.isEmpty();
    }

    /**
     * Some lines as they stand in the file, without the last line end. They have been read already.
     *
     * @param line the first, not before the one kept
     */
    String lines(long line, long lines) {
        int from = starts[(int) (line - firstLine)];
        long next = line + lines - firstLine;
        int to = next < startCount ? starts[(int) next] : length;
        if (to > from && window[to - 1] == '\n') {
            to--;
        }
        if (to > from && window[to - 1] == '\r') {
            to--;
        }
        return new String(window, from, to - from);
    }

    /**
     * Makes the next read begin at a line.
     *
     * @param line not before the one kept
     * @return whether the file has such a line
     * @throws TooLongLineException when the lines before it are longer than can be remembered
     */
    boolean restartAt(long line) throws IOException {
        while (!isKnown(line) && !ended) {
            fill();
        }
        long index = line - firstLine;
        position = index < startCount ? starts[(int) index] : length;
        return position < length || !ended;
    }

    private boolean isKnown(long line) {
        long index = line - firstLine;
        return index < startCount - 1L || (index == startCount - 1L && !lastWasCr && length > starts[startCount - 1]);
    }

    @Override
    public int read(char[] buffer, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        while (position == length && !ended) {
            fill();
        }
        int n = Math.min(count, length - position);
        System.arraycopy(window, position, buffer, offset, n);
        position += n;
        return n == 0 ? -1 : n;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** Decodes some more. */
    private void fill() throws IOException {
        forget();
        if (window.length - length < CHUNK) {
            if (length > MAX_REMEMBERED) {
                throw new TooLongLineException(keepFrom);
            }
            window = Arrays.copyOf(window, window.length * 2);
        }
        CharBuffer out = CharBuffer.wrap(window, length, window.length - length);
        CoderResult result = decoder.decode(bytes, out, streamEnded);
        index(out.position());
        if (result.isError()) {
            damaged.add(firstLine + startCount - 1);
            bytes.position(bytes.position() + result.length());
            window[length] = '\uFFFD';
            index(length + 1);
        } else if (result.isUnderflow()) {
            if (streamEnded) {
                ended = true;
            } else {
                fetch();
            }
        }
    }

    private void fetch() throws IOException {
        bytes.compact();
        int n = stream.read(bytes.array(), bytes.position(), bytes.remaining());
        if (n < 0) {
            streamEnded = true;
        } else {
            bytes.position(bytes.position() + n);
        }
        bytes.flip();
    }

    /** Notes the lines that begin in what was decoded: from {@link #length} to {@code end}. */
    private void index(int end) {
        for (int i = length; i < end; i++) {
            char c = window[i];
            if (c == '\n' && lastWasCr) {
                starts[startCount - 1] = i + 1;
            } else if (c == '\n' || c == '\r') {
                if (startCount == starts.length) {
                    starts = Arrays.copyOf(starts, startCount * 2);
                }
                starts[startCount++] = i + 1;
            }
            lastWasCr = c == '\r';
        }
        length = end;
    }

    /** Drops the lines before the one kept. */
    private void forget() {
        int lines = (int) Math.min(keepFrom - firstLine, startCount - 1L);
        int shift = Math.min(starts[Math.max(0, lines)], position);
        if (lines <= 0 || shift < starts[lines]) {
            return;
        }
        System.arraycopy(window, shift, window, 0, length - shift);
        length -= shift;
        position -= shift;
        startCount -= lines;
        for (int i = 0; i < startCount; i++) {
            starts[i] = starts[i + lines] - shift;
        }
        firstLine += lines;
    }
}
