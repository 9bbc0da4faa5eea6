package io.onedag.tasks.notify;

import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import java.util.Properties;

/** Whether an application that needn't have Jakarta Mail has it, with a provider of SMTP. */
final class JakartaMail {

    private static final boolean HERE = find();

    private JakartaMail() {}

    static boolean isHere() {
        return HERE;
    }

    private static boolean find() {
        try {
            return Provider.isThere();
        } catch (LinkageError | RuntimeException e) {
            return false;
        }
    }

    /** A class of its own: loading it is what fails without Jakarta Mail. */
    private static final class Provider {
        static boolean isThere() {
            try {
                Session.getInstance(new Properties()).getProvider("smtp");
                return true;
            } catch (NoSuchProviderException e) {
                return false;
            }
        }
    }
}
