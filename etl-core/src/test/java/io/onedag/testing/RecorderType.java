package io.onedag.testing;

import io.onedag.TaskFailedException;
import io.onedag.engine.Notice;
import io.onedag.engine.Notifier;
import io.onedag.engine.NotifierType;
import io.onedag.engine.Setting;
import io.onedag.engine.TaskSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** A notifier that keeps what it is told, by the name of who is told. */
public final class RecorderType implements NotifierType {

    private static final Map<String, List<Notice>> TOLD = new ConcurrentHashMap<>();
    private static final Map<String, Consumer<TaskSettings>> TROUBLES = new ConcurrentHashMap<>();

    /** What someone was told, in order; each try counts. */
    public static List<Notice> told(String name) {
        return TOLD.computeIfAbsent(name, each -> new CopyOnWriteArrayList<>());
    }

    /** Has something happen after someone was told. */
    public static void trouble(String name, Consumer<TaskSettings> what) {
        TROUBLES.put(name, what);
    }

    /** Waits for an interrupt. */
    public static void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw TaskFailedException.retryable("interrupted", e);
        }
    }

    @Override
    public String name() {
        return "recorder";
    }

    @Override
    public String description() {
        return "Keeps what it is told.";
    }

    @Override
    public List<Setting> settings() {
        return List.of(
                Setting.required("who", Setting.Kind.TEXT, "Who is told."),
                Setting.optional("note", Setting.Kind.TEXT, null, "A note."),
                new Setting(
                        "box",
                        Setting.Kind.SECTION,
                        false,
                        null,
                        List.of(),
                        "Where it is put.",
                        List.of(
                                Setting.required("street", Setting.Kind.TEXT, "The street."),
                                Setting.optional("number", Setting.Kind.INTEGER, 1, "The number."))));
    }

    @Override
    public Notifier create(TaskSettings with) {
        String who = with.text("who");
        return notice -> {
            told(who).add(notice);
            TROUBLES.getOrDefault(who, settings -> {}).accept(with);
        };
    }
}
