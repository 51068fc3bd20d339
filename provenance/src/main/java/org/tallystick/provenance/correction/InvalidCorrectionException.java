package org.tallystick.provenance.correction;

import java.util.List;
import org.tallystick.provenance.epcis.Fault;

/** A correction cannot be made as asked; {@link #faults} says everything that is wrong with it, each with its place. */
public final class InvalidCorrectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    InvalidCorrectionException(List<Fault> faults) {
        super(faults.size() + " faults, the first: " + faults.getFirst());
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
