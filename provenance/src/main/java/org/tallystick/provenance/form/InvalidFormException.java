package org.tallystick.provenance.form;

import java.util.List;
import org.tallystick.provenance.epcis.Fault;

/** A form cannot be taken; {@link #faults} says everything that is wrong with it, each with its place. */
public final class InvalidFormException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    public InvalidFormException(List<Fault> faults) {
        super(faults.size() + " faults, the first: " + faults.getFirst());
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
