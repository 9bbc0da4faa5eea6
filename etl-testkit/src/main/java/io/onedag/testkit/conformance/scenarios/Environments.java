package io.onedag.testkit.conformance.scenarios;

import java.util.Map;

/** What scenarios find in the environment of their attempts. An engine under test sets it. */
public final class Environments {

    /** A secret that shows nowhere. */
    public static final String SECRET = "hunter2-\u00fcber-s3cret";

    /** Another one, hard to hide. */
    public static final String HOSTILE_SECRET = "pa\"ss\\wo'rd $x {{y}}\nand its \"second\" line";

    /** A value that is no secret. */
    public static final String VALUE = "'a' \"b\" $(c) `d` {{e}} ${item}\n\u00e9 ";

    /** The variables by name. */
    public static final Map<String, String> VARIABLES =
            Map.of("ONEDAG_KIT_SECRET", SECRET, "ONEDAG_KIT_HOSTILE_SECRET", HOSTILE_SECRET, "ONEDAG_KIT_VALUE", VALUE);

    private Environments() {}
}
