package org.tallystick.ledger.order;

import java.util.List;

/**
 * What an engine whose votes can carry something asks of a ledger whose members cosign checkpoints. Bytes in, bytes out: the
 * engine carries them, the ledger knows what they are (docs/formats.md, "Vote extension").
 *
 * <p>A vote is given before its block is decided, and a member may vote for two blocks of one height. So a vote carries
 * the cosignature of the checkpoint committed one block before: nothing is ever cosigned that is not committed. Nothing
 * here enters the app hash: with or without these bytes a block is the same block.
 *
 * <p>Called by the engine's one thread.
 */
public interface CheckpointCosigning {

    /** This member's cosigned checkpoint, the newest it has committed; empty where there is nothing to cosign. */
    byte[] extension();

    /**
     * Keeps what is good of another member's extension. Never refuses one: a vote is worth more than what it carries, and
     * a member who is a block behind cannot judge. May be called by any thread: extensions come by votes, the same lines
     * also from another member's node.
     */
    void received(byte[] extension);

    /**
     * What a proposer puts before the statements of its block: the cosignatures that came with the votes for the block
     * before, as one transaction, for members who were not there; empty where none of them is good.
     */
    byte[] bundle(List<byte[]> extensions);

    /** Whether a block's first transaction is such a bundle, and no statement. */
    boolean isBundle(byte[] transaction);

    /**
     * Whether a block with this bundle may be voted for: it is in its one form, over the checkpoint committed two blocks
     * before, and every line of it verifies. The same answer on every member.
     */
    boolean accepts(byte[] bundle);

    /** Keeps the cosignatures of a decided block's bundle, stored with that block's transaction. */
    void decided(byte[] bundle);
}
