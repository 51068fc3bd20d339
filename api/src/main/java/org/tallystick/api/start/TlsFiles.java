package org.tallystick.api.start;

import java.nio.file.Path;

/** @param certificate PEM, the server's first, then those that vouch for it; @param key PEM (PKCS #8) */
record TlsFiles(Path certificate, Path key) {}
