/** The one validation behind both faces of a definition. */
@org.jspecify.annotations.NullMarked
package io.onedag.validation;
