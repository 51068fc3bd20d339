/**
 * Announced shipments over HTTP, and their differences: opened, answered, closed. Depends on {@code capture}, {@code form} and
 * {@code goods} for what it logs, and on {@code provenance.despatch} for what it finds; nothing here survives a crash or needs
 * to.
 */
@NullMarked
package org.tallystick.api.despatch;

import org.jspecify.annotations.NullMarked;
