/**
 * Logs that this node signed before a restore had to begin a new one: what is kept of them and how they are read.
 *
 * <p>Each stands in a schema of its own with all its tables, read models too, so everything that reads the present log
 * reads an archived one through another data source. Nothing is written here but by a restore, in one piece.
 */
@NullMarked
package org.tallystick.api.archive;

import org.jspecify.annotations.NullMarked;
