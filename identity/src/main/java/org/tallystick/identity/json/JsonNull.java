package org.tallystick.identity.json;

/** {@code null}: a value, unlike a member that is not there. */
public enum JsonNull implements JsonValue {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
