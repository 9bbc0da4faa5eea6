package io.onedag.conformance.airflow;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/** The environment that makes an Airflow private, quiet and quick. */
final class AirflowSettings {

    static final String USER = "admin";

    private AirflowSettings() {}

    /** All of the environment of its processes: the own one, without what would change Airflow or its Python, and the settings. */
    static Map<String, String> environment(
            AirflowVersion version, Path engine, Path home, Path dags, String database, int port, String password) {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("AIRFLOW") || name.startsWith("PYTHON"));
        environment.put("PATH", engine.resolve("bin") + ":" + environment.getOrDefault("PATH", "/usr/bin:/bin"));
        environment.put("PYTHONUNBUFFERED", "1");
        // A DAG file that changes twice within a second would go on with what was compiled first.
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        // Airflow's processes change their titles, which by default overwrites the environment that they are found by.
        environment.put("SPT_NOENV", "1");
        environment.put("AIRFLOW_HOME", home.toString());
        set(environment, "CORE", "DAGS_FOLDER", dags.toString());
        set(environment, "CORE", "LOAD_EXAMPLES", "False");
        set(environment, "CORE", "DAGS_ARE_PAUSED_AT_CREATION", "False");
        set(environment, "CORE", "EXECUTOR", "LocalExecutor");
        set(environment, "CORE", "PARALLELISM", "16");
        set(environment, "CORE", "FERNET_KEY", "");
        // A file that changes soon after it was read counts all the same.
        set(environment, "CORE", "MIN_SERIALIZED_DAG_UPDATE_INTERVAL", "0");
        set(environment, "CORE", "MIN_SERIALIZED_DAG_FETCH_INTERVAL", "1");
        set(environment, "DATABASE", "SQL_ALCHEMY_CONN", database.replace("postgresql:", "postgresql+psycopg2:"));
        set(environment, "USAGE_DATA_COLLECTION", "ENABLED", "False");
        set(environment, "SCHEDULER", "SCHEDULER_IDLE_SLEEP_TIME", "0.1");
        set(environment, "SCHEDULER", "SCHEDULER_HEARTBEAT_SEC", "1");
        // How soon a scheduler that was started again takes over from the one that was killed.
        set(environment, "SCHEDULER", "SCHEDULER_HEALTH_CHECK_THRESHOLD", "10");
        set(environment, "SCHEDULER", "ORPHANED_TASKS_CHECK_INTERVAL", "5");
        if (version.isAirflow2()) {
            airflow2(environment);
        } else {
            airflow3(environment, home, port, password);
        }
        return environment;
    }

    private static void airflow2(Map<String, String> environment) {
        set(environment, "API", "AUTH_BACKENDS", "airflow.api.auth.backend.basic_auth");
        set(environment, "WEBSERVER", "SECRET_KEY", secret());
        set(environment, "SCHEDULER", "JOB_HEARTBEAT_SEC", "1");
        set(environment, "SCHEDULER", "DAG_DIR_LIST_INTERVAL", "1");
        // A file that changes is read again at once all the same.
        set(environment, "SCHEDULER", "MIN_FILE_PROCESS_INTERVAL", "600");
        set(environment, "SCHEDULER", "SCHEDULER_ZOMBIE_TASK_THRESHOLD", "60");
    }

    private static void airflow3(Map<String, String> environment, Path home, int port, String password) {
        String server = "http://127.0.0.1:" + port;
        set(environment, "API", "HOST", "127.0.0.1");
        set(environment, "API", "PORT", Integer.toString(port));
        set(environment, "API", "WORKERS", "1");
        set(environment, "API", "BASE_URL", server);
        set(environment, "API", "SECRET_KEY", secret());
        set(environment, "API_AUTH", "JWT_SECRET", secret());
        set(environment, "CORE", "EXECUTION_API_SERVER_URL", server + "/execution/");
        set(environment, "CORE", "SIMPLE_AUTH_MANAGER_USERS", USER + ":admin");
        set(
                environment,
                "CORE",
                "SIMPLE_AUTH_MANAGER_PASSWORDS_FILE",
                passwords(home).toString());
        set(environment, "WORKERS", "MIN_HEARTBEAT_INTERVAL", "1");
        // On two busy cores a request may take long.
        set(environment, "WORKERS", "EXECUTION_API_TIMEOUT", "30");
        set(environment, "DAG_PROCESSOR", "REFRESH_INTERVAL", "1");
        set(environment, "DAG_PROCESSOR", "BUNDLE_REFRESH_CHECK_INTERVAL", "1");
        set(environment, "DAG_PROCESSOR", "MIN_FILE_PROCESS_INTERVAL", "600");
        set(environment, "SCHEDULER", "TASK_INSTANCE_HEARTBEAT_TIMEOUT", "60");
    }

    /** Where Airflow 3 reads the passwords of its users. */
    static Path passwords(Path home) {
        return home.resolve("passwords.json");
    }

    static String secret() {
        return new BigInteger(512, new SecureRandom()).toString(36);
    }

    private static void set(Map<String, String> environment, String section, String name, String value) {
        environment.put("AIRFLOW__" + section + "__" + name, value);
    }
}
