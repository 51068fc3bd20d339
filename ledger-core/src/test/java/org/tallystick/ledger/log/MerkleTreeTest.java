package org.tallystick.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {

    /**
     * The eight leaves and roots of the first Certificate Transparency implementation
     * (google/certificate-transparency, merkletree tests), which every RFC 6962 library repeats.
     */
    private static final List<String> CT_LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> CT_ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void root_certificateTransparencyVectors_isTheirs() {
        List<Hash> leaves = CT_LEAVES.stream()
                .map(hex -> MerkleTree.leafHash(HexFormat.of().parseHex(hex)))
                .toList();

        assertThat(Stream.iterate(1, n -> n <= 8, n -> n + 1)
                        .map(n -> MerkleTree.root(leaves.subList(0, n)).toString()))
                .containsExactlyElementsOf(CT_ROOTS);
        assertThat(MerkleTree.root(List.of())).isEqualTo(MerkleTree.emptyRoot()).isEqualTo(Hash.sha256());
    }

    @Test
    void leafHash_prefixOrRange_isTheHashOfTheJoinedBytes() {
        byte[] joined = {1, 2, 3, 4, 5};

        assertThat(MerkleTree.leafHash(new byte[] {1, 2}, new byte[] {3, 4, 5})).isEqualTo(MerkleTree.leafHash(joined));
        assertThat(MerkleTree.leafHash(joined, 1, 3)).isEqualTo(MerkleTree.leafHash(Arrays.copyOfRange(joined, 1, 4)));
    }

    @Test
    void inclusion_everyLeafOfEveryTreeTo64_isProven() throws Exception {
        List<Hash> leaves = Stream.iterate(0, n -> n < 64, n -> n + 1)
                .map(n -> MerkleTree.leafHash(new byte[] {(byte) (int) n}))
                .toList();
        for (int size = 1; size <= 64; size++) {
            List<Hash> tree = leaves.subList(0, size);
            for (int index = 0; index < size; index++) {
                InclusionProof.prove(tree, index).verify(leaves.get(index), MerkleTree.root(tree));
            }
        }
    }
}
