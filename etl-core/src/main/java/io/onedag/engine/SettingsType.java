package io.onedag.engine;

import java.util.List;

/** A registered type that a definition names by {@code uses} and gives settings by {@code with}. */
public interface SettingsType {

    /** The name in {@code uses}: lower case with underscores. */
    String name();

    /** One sentence for people and editors. */
    String description();

    /** The keys of {@code with}, in the order to show them. */
    List<Setting> settings();

    /** What it is a type of, for messages: {@code task type}. */
    String kind();

    /** Takes what a type's own check finds. */
    interface Report {

        /** An error at a setting; the definition is refused. */
        void error(String setting, String message, String hint);

        /** Something legal but probably not meant. */
        void warning(String setting, String message, String hint);
    }
}
