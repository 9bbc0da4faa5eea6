package io.onedag.run;

import io.onedag.Pipeline;
import io.onedag.engine.Capability;
import io.onedag.engine.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Checks, before anything starts, that an engine can do what a pipeline needs. */
public final class Admission {

    /** How strict a check is. */
    public enum Strictness {
        /** Approximations are fine. The default. */
        NONE,
        /** Approximations of kind OUTCOME are refused. */
        OUTCOME,
        /** All approximations are refused. */
        TIMING
    }

    private Admission() {}

    /**
     * The approximations that a pipeline meets on an engine.
     *
     * @param engine the engine's or exporter's name
     * @param support how well it does each thing
     * @throws InvalidRunException naming pipeline, tasks, capability and way out, a line for each thing refused
     */
    public static Map<Capability, Support.Approximate> check(
            Pipeline pipeline, String engine, Function<Capability, Support> support, Strictness strictness) {
        var approximate = new LinkedHashMap<Capability, Support.Approximate>();
        List<String> refused = new ArrayList<>();
        Capability.neededBy(pipeline).forEach((capability, tasks) -> {
            String who = "pipeline \"" + pipeline.name() + "\""
                    + (tasks.isEmpty() ? "" : ", task " + String.join(", ", tasks)) + ": ";
            if (support.apply(capability) instanceof Support.Refused no) {
                refused.add(who + "engine " + engine + " refuses " + name(capability) + " (" + capability.meaning()
                        + "): " + no.reason() + "; " + no.wayOut());
            } else if (support.apply(capability) instanceof Support.Approximate almost) {
                approximate.put(capability, almost);
                boolean tooLoose = strictness == Strictness.TIMING
                        || (strictness == Strictness.OUTCOME && almost.kind() == Support.Kind.OUTCOME);
                if (tooLoose) {
                    refused.add(who + "engine " + engine + " only approximates " + name(capability) + " ("
                            + capability.meaning() + "): " + almost.differs() + "; run without --strict, or drop it");
                }
            }
        });
        if (!refused.isEmpty()) {
            throw new InvalidRunException(String.join(System.lineSeparator(), refused));
        }
        return approximate;
    }

    /** As {@code onedag engines} names it. */
    private static String name(Capability capability) {
        return capability.name().toLowerCase(Locale.ROOT);
    }
}
