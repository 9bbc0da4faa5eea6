package io.onedag.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.onedag.Pipeline;
import io.onedag.TaskResult;
import io.onedag.attempt.Attempt;
import io.onedag.attempt.AttemptResult;
import io.onedag.driven.DriversWord;
import io.onedag.engine.StoreException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The course of an attempt within this process, with a ledger that something happens to. */
class CourseTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** It keeps nothing. */
    private abstract static class Given implements Ledger {
        private final NoLedger real;

        Given(Request request, Place place, Console console, Variables variables) {
            this.real = new NoLedger(request, GivenInputs.read(request, variables), place, console);
        }

        @Override
        public Entry begin() {
            return real.begin();
        }

        @Override
        public AttemptResult end(Attempt attempt, AttemptResult result, DriversWord word) {
            return result;
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private int run(Telling telling) throws Exception {
        var variables = new Variables(
                Map.of(
                        Variables.TASK, "a",
                        Variables.RUN_KEY, "k",
                        Variables.ATTEMPT, "1",
                        Variables.RESULT_FILE, "result.json"),
                folder);
        var host = new Host(
                InputStream.nullInputStream(),
                new PrintStream(new ByteArrayOutputStream()),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                folder,
                false);
        var console = new Console(host);
        var options = new Options(null, null, false);
        Pipeline pipeline = Pipeline.named("p")
                .task("a", context -> TaskResult.success("done"))
                .build();
        var request = Request.read(pipeline, variables);
        Ledger ledger = new Given(request, Place.of(Map.of(), folder), console, variables) {
            @Override
            public void tell(Attempt attempt, AttemptResult result) {
                telling.of(result);
            }
        };
        return new Course(host, options, console, ledger, ResultFile.of(options, variables), -1).run();
    }

    private interface Telling {
        void of(AttemptResult result);
    }

    @Test
    void what_fails_once_the_end_is_on_record_changes_nothing_of_it() throws Exception {
        int code = run(result -> {
            throw new StoreException("the server is gone", null);
        });

        assertThat(code).isZero();
        assertThat(Files.readString(folder.resolve("result.json"))).contains("\"success\"");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("warning: ", "the server is gone");
    }

    @Test
    void a_success_whose_result_can_not_be_put_into_its_place_is_none_for_the_caller() throws Exception {
        Files.createDirectories(folder.resolve("result.json").resolve("in the way"));
        var told = new ArrayList<AttemptResult>();

        int code = run(told::add);

        assertThat(code).isEqualTo(ChildExit.FAILED);
        assertThat(told).as("who is told hears what is on record").hasSize(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("result.json", "next ")
                .doesNotContain("bug");
    }
}
