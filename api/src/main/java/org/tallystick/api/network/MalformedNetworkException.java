package org.tallystick.api.network;

/** A member's or a network's file is not in its one form; says where. */
public final class MalformedNetworkException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedNetworkException(String message) {
        super(message);
    }
}
