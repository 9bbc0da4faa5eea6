package io.onedag.local;

import io.onedag.Pipeline;
import io.onedag.definition.DefinitionReader;
import io.onedag.definition.DefinitionWriter;
import io.onedag.engine.Capability;
import io.onedag.engine.Support;
import io.onedag.testkit.conformance.EngineUnderTest;
import io.onedag.testkit.conformance.ObservedRun;
import io.onedag.testkit.conformance.StartRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An engine that is broken on purpose: it runs another definition, starts otherwise, or tells what isn't so. */
record FaultyEngine(
        EngineUnderTest engine,
        UnaryOperator<String> definition,
        UnaryOperator<StartRequest> request,
        UnaryOperator<RunUnderTest> run,
        Function<Capability, @Nullable Support> declares)
        implements EngineUnderTest {

    static FaultyEngine of(EngineUnderTest engine) {
        return new FaultyEngine(engine, text -> text, asked -> asked, started -> started, capability -> null);
    }

    /** It reads definitions so: a pattern in the JSON replaced. */
    FaultyEngine reading(String pattern, String replacement) {
        return new FaultyEngine(
                engine, text -> definition.apply(text).replaceAll(pattern, replacement), request, run, declares);
    }

    FaultyEngine starting(UnaryOperator<StartRequest> otherwise) {
        return new FaultyEngine(engine, definition, otherwise, run, declares);
    }

    FaultyEngine doing(UnaryOperator<RunUnderTest> otherwise) {
        return new FaultyEngine(engine, definition, request, otherwise, declares);
    }

    FaultyEngine declaring(Function<Capability, @Nullable Support> otherwise) {
        return new FaultyEngine(engine, definition, request, run, otherwise);
    }

    /** It gives runs back so. */
    FaultyEngine telling(UnaryOperator<ObservedRun> otherwise) {
        return doing(started -> new Delegating(started) {
            @Override
            public @Nullable ObservedRun read() {
                ObservedRun read = super.read();
                return read == null ? null : otherwise.apply(read);
            }
        });
    }

    /** It gives task runs back so; null: not at all. */
    FaultyEngine tellingTasks(Function<ObservedRun.ObservedTask, ObservedRun.@Nullable ObservedTask> otherwise) {
        return telling(read -> {
            var tasks = new ArrayList<ObservedRun.ObservedTask>();
            for (ObservedRun.ObservedTask task : read.tasks()) {
                ObservedRun.ObservedTask told = otherwise.apply(task);
                if (told != null) {
                    tasks.add(told);
                }
            }
            return new ObservedRun(read.id(), read.key(), read.state(), read.reason(), read.params(), tasks);
        });
    }

    @Override
    public String name() {
        return "faulty";
    }

    @Override
    public Support support(Capability capability) {
        Support declared = declares.apply(capability);
        return declared == null ? engine.support(capability) : declared;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(3);
    }

    @Override
    public Duration tolerance() {
        return Duration.ofMillis(400);
    }

    @Override
    public RunUnderTest start(Pipeline pipeline, StartRequest asked) {
        String kept = DefinitionWriter.write(pipeline);
        String read = definition.apply(kept);
        Pipeline own = read.equals(kept)
                ? pipeline
                : DefinitionReader.readStored("faulty", read, pipeline.folder().orElse(null), task -> null);
        return run.apply(engine.start(own, request.apply(asked)));
    }

    @Override
    public void close() {
        engine.close();
    }

    /** A run that does what another one does. */
    static class Delegating implements RunUnderTest {
        private final RunUnderTest run;

        Delegating(RunUnderTest run) {
            this.run = run;
        }

        @Override
        public boolean await(Duration atMost) throws InterruptedException {
            return run.await(atMost);
        }

        @Override
        public @Nullable ObservedRun read() {
            return run.read();
        }

        @Override
        public void cancel() {
            run.cancel();
        }

        @Override
        public void resume(Pipeline now, boolean killable) {
            run.resume(now, killable);
        }

        @Override
        public void rerun(Pipeline now, String task) {
            run.rerun(now, task);
        }

        @Override
        public List<String> traces() {
            return run.traces();
        }
    }
}
