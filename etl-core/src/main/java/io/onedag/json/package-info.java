/** JSON values as plain Java objects: reading, writing, limits, canonical form. */
@org.jspecify.annotations.NullMarked
package io.onedag.json;
