package io.onedag.conformance.airflow;

/** Airflow answered a request with an error. */
public final class AirflowRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    AirflowRefused(String request, int status, String answer) {
        super(request + " got " + status + ": " + answer.substring(0, Math.min(2_000, answer.length())));
        this.status = status;
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }
}
