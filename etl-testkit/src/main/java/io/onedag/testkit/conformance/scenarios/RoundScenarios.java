package io.onedag.testkit.conformance.scenarios;

import static io.onedag.testkit.conformance.model.ExpectedRun.succeeded;
import static io.onedag.testkit.conformance.model.ExpectedTask.ok;

import io.onedag.testkit.conformance.model.Checks;
import io.onedag.testkit.conformance.model.Scenario;
import io.onedag.testkit.conformance.model.Step;
import java.util.List;

/** Resume and rerun. */
final class RoundScenarios {

    private RoundScenarios() {}

    static List<Scenario> all() {
        return List.of(resume());
    }

    private static Scenario resume() {
        return Scenario.named("resume_after_failure")
                .shows("A resume runs what failed and what came after it; what succeeded stays, clean-ups included.")
                .proves("resume", "resume-success")
                .yaml("""
                        defaults: {retry: {max_attempts: 2, delay: 1ms}}
                        tasks:
                          before: {uses: probe, with: {output: 1}}
                          breaks: {uses: probe, needs: before, with: {does: fail, until: mended, output: 2}}
                          after: {uses: probe, needs: breaks, with: {output: "${tasks.breaks.output}"}}
                          clean_up: {uses: probe, needs: after, when: all_done}
                        """)
                .steps(Step.start(), Step.await(), Step.open("mended"), Step.resume(), Step.await())
                .expect(succeeded(ok("before", 1), ok("breaks", 2).attempts(3), ok("after", 2), ok("clean_up")))
                .check(
                        Checks.numbered("before", "1.1"),
                        Checks.numbered("breaks", "1.1", "1.2", "2.1"),
                        Checks.numbered("after", "2.1"),
                        Checks.numbered("clean_up", "1.1"))
                .build();
    }
}
