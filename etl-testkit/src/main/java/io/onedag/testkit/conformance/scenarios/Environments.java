package io.onedag.testkit.conformance.scenarios;

import java.util.Map;

/** What scenarios find in the environment of their attempts. An engine under test sets it. */
public final class Environments {

    /** A secret that shows nowhere. */
    public static final String SECRET = "hunter2-\u00fcber-s3cret";

    /** The variables by name. */
    public static final Map<String, String> VARIABLES =
            Map.of("ONEDAG_KIT_SECRET", SECRET, "ONEDAG_KIT_VALUE", "'a' \"b\" $(c) `d` {{e}}");

    private Environments() {}
}
