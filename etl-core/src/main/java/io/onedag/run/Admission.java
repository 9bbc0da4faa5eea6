package io.onedag.run;

import io.onedag.Pipeline;
import io.onedag.engine.Capability;
import io.onedag.engine.Exporter;
import io.onedag.engine.Exporter.Need;
import io.onedag.engine.Support;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Checks, before anything starts or is written, that an engine or an exporter can do what a pipeline needs. */
public final class Admission {

    /** How strict a check is. */
    public enum Strictness {
        /** Approximations are fine. The default. */
        NONE,
        /** Approximations of kind OUTCOME are refused. */
        OUTCOME,
        /** All approximations are refused. */
        TIMING;

        /** Whether a support is refused. */
        public boolean refuses(Support support) {
            return support instanceof Support.Refused
                    || (support instanceof Support.Approximate almost && refuses(almost.kind()));
        }

        private boolean refuses(Support.Kind kind) {
            return this == TIMING || (this == OUTCOME && kind == Support.Kind.OUTCOME);
        }
    }

    private Admission() {}

    /** What a pipeline needs of an engine, and how well each is done. */
    public static List<Need> needs(Pipeline pipeline, Function<Capability, Support> support) {
        var needs = new ArrayList<Need>();
        Capability.neededBy(pipeline)
                .forEach((capability, tasks) -> needs.add(new Need(capability, tasks, support.apply(capability))));
        return needs;
    }

    /**
     * The approximations that a pipeline meets on an engine.
     *
     * @param engine the engine's name
     * @param support how well it does each thing
     * @throws InvalidRunException naming pipeline, tasks, capability and way out, a line for each thing refused
     */
    public static Map<Capability, Support.Approximate> check(
            Pipeline pipeline, String engine, Function<Capability, Support> support, Strictness strictness) {
        List<Need> needs = needs(pipeline, support);
        List<String> refused = refusals(pipeline, needs, "engine " + engine, "run", strictness);
        if (!refused.isEmpty()) {
            throw new InvalidRunException(String.join(System.lineSeparator(), refused));
        }
        var approximate = new LinkedHashMap<Capability, Support.Approximate>();
        for (Need need : needs) {
            if (need.support() instanceof Support.Approximate almost) {
                approximate.put(need.capability(), almost);
            }
        }
        return approximate;
    }

    /** What keeps a pipeline from being exported: pipeline, tasks, capability and way out, a line for each thing refused. */
    public static List<String> refusals(
            Pipeline pipeline, Exporter exporter, Exporter.Options options, Strictness strictness) {
        return refusals(
                pipeline, exporter.needs(pipeline, options), "exporter " + exporter.name(), "export", strictness);
    }

    private static List<String> refusals(
            Pipeline pipeline, List<Need> needs, String who, String verb, Strictness strictness) {
        var refused = new ArrayList<String>();
        for (Need need : needs) {
            if (!strictness.refuses(need.support())) {
                continue;
            }
            String name = name(need.capability());
            String what = name + " (" + need.capability().meaning() + "): ";
            String where = "pipeline \"" + pipeline.name() + "\""
                    + (need.tasks().isEmpty() ? "" : ", task " + String.join(", ", need.tasks())) + ": " + who;
            if (need.support() instanceof Support.Refused no) {
                refused.add(where + " refuses " + what + no.reason() + "; " + no.wayOut());
            } else if (need.support() instanceof Support.Approximate almost) {
                refused.add(where + " only approximates " + what + almost.differs() + "; "
                        + (almost.kind() == Support.Kind.TIMING
                                ? "--strict alone lets differences of timing pass"
                                : verb + " without --strict where that is fine")
                        + ", or do without " + name);
            }
        }
        return refused;
    }

    /** As {@code onedag engines} names it. */
    private static String name(Capability capability) {
        return capability.name().toLowerCase(Locale.ROOT);
    }
}
