// Command sumdb-verify asks golang.org/x/mod/sumdb, the Go project's transparency log, whether a tlog proof shows an
// entry in the log of a key.
//
//	sumdb-verify VKEY PROOF ENTRY
//
// The three are files: a verifier key, a c2sp.org/tlog-proof@v1, and the bytes of the log entry. sumdb opens the note and
// checks the path; it has no parser for the proof file itself, so the lines are taken apart here. It prints the index and
// exits with 0 when the proof holds, with the reason and 1 when it does not, and with 2 when a file cannot be read.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) != 4 {
		fail(2, "usage: sumdb-verify VKEY PROOF ENTRY")
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(read(os.Args[1]))))
	if err != nil {
		fail(1, "vkey: %v", err)
	}
	head, checkpoint, found := strings.Cut(string(read(os.Args[2])), "\n\n")
	lines := strings.Split(head, "\n")
	if !found || lines[0] != "c2sp.org/tlog-proof@v1" {
		fail(1, "proof: no tlog-proof")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		fail(1, "proof: no index line")
	}
	index := number(strings.TrimPrefix(lines[0], "index "))
	var path tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			fail(1, "proof: %v", err)
		}
		path = append(path, hash)
	}

	signed, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		fail(1, "checkpoint: %v", err)
	}
	body := strings.SplitN(signed.Text, "\n", 4)
	if len(body) < 4 || body[0] != verifier.Name() {
		fail(1, "checkpoint: not one of log %s", verifier.Name())
	}
	root, err := tlog.ParseHash(body[2])
	if err != nil {
		fail(1, "checkpoint: %v", err)
	}
	if err := tlog.CheckRecord(path, number(body[1]), root, index, tlog.RecordHash(read(os.Args[3]))); err != nil {
		fail(1, "proof: %v", err)
	}
	fmt.Println("verified index", index)
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != text || n < 0 {
		fail(1, "%q is no number", text)
	}
	return n
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
