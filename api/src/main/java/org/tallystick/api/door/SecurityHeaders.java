package org.tallystick.api.door;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What every answer tells a browser not to do with it. */
final class SecurityHeaders {
    /**
     * Our pages load from this host alone: no inline script, no frame, no other origin, and nothing that a stored text
     * could smuggle in: only the template library may make markup of text (trusted-types). WebAssembly, of this host
     * alone as well, reads barcodes.
     */
    private static final CharSequence CONTENT_SECURITY_POLICY =
            HttpHeaders.createOptimized("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"
                    + " img-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types lit-html");

    private static final CharSequence[][] HEADERS = {
        {HttpHeaders.createOptimized("Content-Security-Policy"), CONTENT_SECURITY_POLICY},
        {HttpHeaders.createOptimized("X-Content-Type-Options"), HttpHeaders.createOptimized("nosniff")},
        // Addresses here hold identifiers of goods.
        {HttpHeaders.createOptimized("Referrer-Policy"), HttpHeaders.createOptimized("no-referrer")},
        {HttpHeaders.createOptimized("Cross-Origin-Opener-Policy"), HttpHeaders.createOptimized("same-origin")},
        {HttpHeaders.createOptimized("Cross-Origin-Resource-Policy"), HttpHeaders.createOptimized("same-origin")},
        {
            HttpHeaders.createOptimized("Permissions-Policy"),
            HttpHeaders.createOptimized("geolocation=(), microphone=(), payment=(), usb=()")
        },
    };

    private SecurityHeaders() {}

    static void putInto(HttpServerResponse response) {
        for (CharSequence[] header : HEADERS) {
            response.putHeader(header[0], header[1]);
        }
    }
}
