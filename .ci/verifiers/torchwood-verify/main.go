// Command torchwood-verify asks filippo.io/torchwood whether a tlog proof shows an entry under a policy.
//
//	torchwood-verify POLICY PROOF ENTRY
//
// The three are files: a tlog-policy, a c2sp.org/tlog-proof@v1, and the bytes of the log entry. It prints the index and
// exits with 0 when the proof holds, with the reason and 1 when it does not, and with 2 when a file cannot be read.
package main

import (
	"fmt"
	"os"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 4 {
		fail(2, "usage: torchwood-verify POLICY PROOF ENTRY")
	}
	policy, err := torchwood.ParsePolicy(read(os.Args[1]))
	if err != nil {
		fail(1, "policy: %v", err)
	}
	proof := read(os.Args[2])
	if err := torchwood.VerifyProof(policy, tlog.RecordHash(read(os.Args[3])), proof); err != nil {
		fail(1, "proof: %v", err)
	}
	for _, line := range strings.Split(string(proof), "\n") {
		if index, found := strings.CutPrefix(line, "index "); found {
			fmt.Println("verified index", index)
			return
		}
	}
	fail(1, "proof: verified without an index line")
}

func read(name string) []byte {
	content, err := os.ReadFile(name)
	if err != nil {
		fail(2, "%v", err)
	}
	return content
}

func fail(code int, format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(code)
}
