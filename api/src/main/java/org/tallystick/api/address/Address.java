package org.tallystick.api.address;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.tallystick.api.problem.Problem;
import org.tallystick.api.problem.ProblemException;
import org.tallystick.api.problem.ProblemType;
import org.tallystick.ledger.submit.RecordAddress;

/**
 * Where a record stands in this log.
 *
 * @param index of the log's entry
 * @param position in the entry's capture
 */
@Schema(name = "RecordAddress")
public record Address(long index, int position) {
    private static final String RECORDS = "/api/v1/records/";

    public static Address of(RecordAddress address) {
        return new Address(address.index(), address.position());
    }

    public static List<Address> of(List<RecordAddress> addresses) {
        return addresses.stream().map(Address::of).toList();
    }

    /**
     * Both numbers in their one decimal form; what has another form is no address of a record.
     *
     * @throws ProblemException that there is no such record
     */
    public static RecordAddress parse(String index, String position) {
        if (index.matches("0|[1-9][0-9]{0,17}") && position.matches("0|[1-9][0-9]{0,8}")) {
            return new RecordAddress(Long.parseLong(index), Integer.parseInt(position));
        }
        throw none(index, position);
    }

    /** Of the record's exact bytes. */
    public static String path(RecordAddress address) {
        return RECORDS + text(address);
    }

    /** As sentences name it. */
    public static String text(RecordAddress address) {
        return address.index() + "/" + address.position();
    }

    public static ProblemException none(RecordAddress address) {
        return none(Long.toString(address.index()), Integer.toString(address.position()));
    }

    private static ProblemException none(String index, String position) {
        return Problem.of(ProblemType.NOT_FOUND, "There is no record " + index + "/" + position + ".")
                .exception();
    }
}
