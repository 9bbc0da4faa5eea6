package io.onedag.cli.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path folder;

    @Test
    void flagsWinOverTheEnvironmentAndThatOverTheFile() throws Exception {
        Files.writeString(folder.resolve(".env"), "A=file\nB=file\nC=file\n");
        var settings = Settings.load(folder, Map.of("A", "environment", "B", "environment"), Map.of("A", "flag"));
        assertThat(settings.get("A")).contains("flag");
        assertThat(settings.get("B")).contains("environment");
        assertThat(settings.get("C")).contains("file");
        assertThat(settings.get("D")).isEmpty();
    }

    @Test
    void anEmptyValueCountsAsNotSet() throws Exception {
        Files.writeString(folder.resolve(".env"), "DATABASE_URL=jdbc:x\n");
        assertThat(Settings.load(folder, Map.of("DATABASE_URL", ""), Map.of()).get(Settings.DATABASE_URL))
                .isEmpty();
    }

    @Test
    void aFolderNamedDotEnvIsNoFile() throws Exception {
        Files.createDirectory(folder.resolve(".env"));
        assertThat(Settings.load(folder, Map.of(), Map.of()).all()).isEmpty();
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws Exception {
        Files.write(folder.resolve(".env"), new byte[] {'A', '=', (byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> Settings.load(folder, Map.of(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void aSwitchIsOnUnlessItIsEmptyZeroOrFalse() {
        assertThat(Settings.isOn(Map.of("X", "1"), "X")).isTrue();
        assertThat(Settings.isOn(Map.of("X", "yes"), "X")).isTrue();
        assertThat(Settings.isOn(Map.of("X", "0"), "X")).isFalse();
        assertThat(Settings.isOn(Map.of("X", "False"), "X")).isFalse();
        assertThat(Settings.isOn(Map.of("X", ""), "X")).isFalse();
        assertThat(Settings.isOn(Map.of(), "X")).isFalse();
    }
}
