/** Definitions in YAML. The only room that knows the YAML parser. */
@org.jspecify.annotations.NullMarked
package io.onedag.yaml;
