package io.onedag.testkit.conformance.probe;

import io.onedag.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How a journal notes what an attempt saw. */
public final class Seen {

    private static final int LONGEST = 2000;

    private Seen() {}

    /** A JSON text as it is, or its digest when it is long. */
    public static String shortened(String json) {
        return json.length() <= LONGEST
                ? json
                : Json.write(json.length() + " characters, " + digest(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** The SHA-256, in hex. */
    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
