package org.tallystick.ledger.commit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tallystick.ledger.cbor.CborWriter;
import org.tallystick.ledger.log.Hash;

/**
 * Ties a block's row and its refusals to all blocks before: what no checkpoint covers (the block time, which is the
 * recordTime of its records, and what was refused) cannot be changed by hand without showing in every later row.
 *
 * <pre>
 * facts = SHA-256 of the CBOR [height, seconds since 1970, microseconds of the second, size, root, state root,
 *                              [[position, statement id or null, code, detail], …]]
 * seal  = SHA-256(seal of the block before ‖ facts); of the first block, SHA-256(facts)
 * </pre>
 *
 * Local to a database: it is in no proof, and nobody else ever sees it.
 */
public record BlockSeal(Hash hash) {

    /** A refusal as its row has it. */
    public record Refused(int position, Optional<Hash> statementId, int code, String detail) {}

    /** A block's row, the seal aside. */
    public record Facts(long height, Instant time, long size, Hash root, Hash stateRoot, List<Refused> refusals) {
        public Facts {
            refusals = List.copyOf(refusals);
        }

        Hash hash() {
            CborWriter writer = new CborWriter(512)
                    .array(7)
                    .integer(height)
                    .integer(time.getEpochSecond())
                    .integer(time.getNano() / 1_000)
                    .integer(size)
                    .bytes(root.bytes())
                    .bytes(stateRoot.bytes())
                    .array(refusals.size());
            for (Refused refused : refusals) {
                writer.array(4).integer(refused.position());
                if (refused.statementId().isPresent()) {
                    writer.bytes(refused.statementId().get().bytes());
                } else {
                    writer.nil();
                }
                writer.integer(refused.code()).text(refused.detail());
            }
            return Hash.sha256(writer.toByteArray());
        }
    }

    public static BlockSeal of(Optional<BlockSeal> previous, Facts facts) {
        byte[] hash = facts.hash().bytes();
        return new BlockSeal(
                previous.isPresent() ? Hash.sha256(previous.get().hash().bytes(), hash) : Hash.sha256(hash));
    }

    @Override
    public String toString() {
        return hash.toString();
    }
}
