package io.onedag.yaml;

import io.onedag.DefinitionException;
import io.onedag.Location;
import io.onedag.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Decodes UTF-8 and nothing else. */
final class Utf8 {

    private Utf8() {}

    /**
     * Decodes bytes.
     *
     * @throws DefinitionException when they are not UTF-8
     */
    static String decode(String file, byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            long line = text.chars().filter(c -> c == '\n').count() + 1;
            String lastLine = text.substring(text.lastIndexOf('\n') + 1);
            int column = lastLine.codePointCount(0, lastLine.length()) + 1;
            throw new DefinitionException(List.of(new Problem(
                    Location.of(file, (int) line, column),
                    String.format("the byte 0x%02X is not UTF-8", in.get(in.position())),
                    "save the file as UTF-8")));
        }
        return text;
    }
}
