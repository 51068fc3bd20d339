package org.tallystick.api.form;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.provenance.epcis.Fault;
import org.tallystick.provenance.epcis.LimitExceededException;
import org.tallystick.provenance.epcis.MalformedEpcisException;
import org.tallystick.provenance.form.InvalidFormException;

/** Reads forms, and tells what is wrong with them as problems. */
public final class Forms {
    private Forms() {}

    /** @throws ProblemException with every fault and its place in the form */
    public static <T> T read(Supplier<T> form) {
        try {
            return form.get();
        } catch (InvalidFormException e) {
            throw invalid(e.faults());
        } catch (MalformedEpcisException e) {
            throw Problem.at(ProblemType.BAD_REQUEST, e.pointer(), String.valueOf(e.getMessage()))
                    .exception();
        } catch (LimitExceededException e) {
            throw Problem.of(ProblemType.CAPTURE_LIMIT_EXCEEDED, String.valueOf(e.getMessage()))
                    .exception();
        }
    }

    private static ProblemException invalid(List<Fault> faults) {
        return invalidAt(faults.stream()
                .map(fault -> new Problem.Fault(fault.pointer(), fault.message()))
                .toList());
    }

    /** A form with these faults. */
    public static ProblemException invalidAt(List<Problem.Fault> faults) {
        String sentence = (faults.size() == 1 ? "One fault" : faults.size() + " faults") + "; nothing was done.";
        return new Problem(ProblemType.VALIDATION, sentence, faults, Map.of()).exception();
    }
}
