/**
 * What EPCIS 2.0 says over HTTP beside its documents: the GS1 headers. For capture and query alike; depends on {@code
 * problem}.
 */
@NullMarked
package org.tallystick.api.epcis;

import org.jspecify.annotations.NullMarked;
