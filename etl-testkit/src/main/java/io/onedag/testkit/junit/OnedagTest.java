package io.onedag.testkit.junit;

import io.onedag.testkit.TestStore;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test class, or method, whose tests are given what they test pipelines with: see {@link OnedagExtension}. On a method it says
 * more than on its class.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnedagExtension.class)
public @interface OnedagTest {

    /** Where runs are on record. */
    TestStore store() default TestStore.MEMORY;
}
