/**
 * The home directory of a node: its well-known files, who may read them, and the lock that keeps it to one process.
 *
 * <p>Everything a node must not lose lies under one folder, so that "back it up" and "keep it private" are questions
 * about one path. What a file of the home holds is the business of the package that writes it; this package only says
 * where it is and that nobody but the owner reads it. Depends on nothing but the JDK.
 */
@NullMarked
package org.tallystick.home;

import org.jspecify.annotations.NullMarked;
