// Command torchwood-verify checks Tallystick's files with libraries that Tallystick did not write:
// filippo.io/torchwood for log proofs under a policy, golang.org/x/mod/sumdb for checkpoints and tiles.
//
//	torchwood-verify proof POLICY PROOF ENTRY
//	torchwood-verify sumdb LOG.VKEY LOG-FOLDER
//
// It prints one line that begins with "ok" and exits 0, or prints what is wrong and exits 1.
package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if len(os.Args) == 5 && os.Args[1] == "proof" {
		exit(proof(os.Args[2], os.Args[3], os.Args[4]))
	}
	if len(os.Args) == 4 && os.Args[1] == "sumdb" {
		exit(sumdb(os.Args[2], os.Args[3]))
	}
	fmt.Fprintln(os.Stderr, "usage: torchwood-verify proof POLICY PROOF ENTRY | sumdb LOG.VKEY LOG-FOLDER")
	os.Exit(2)
}

func exit(line string, err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("ok " + line)
	os.Exit(0)
}

// proof verifies that the entry is in the log, under the policy.
func proof(policyFile, proofFile, entryFile string) (string, error) {
	text, err := os.ReadFile(policyFile)
	if err != nil {
		return "", err
	}
	policy, err := torchwood.ParsePolicy(text)
	if err != nil {
		return "", err
	}
	proof, err := os.ReadFile(proofFile)
	if err != nil {
		return "", err
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return "", err
	}
	if err := torchwood.VerifyProof(policy, tlog.RecordHash(entry), proof); err != nil {
		return "", err
	}
	return fmt.Sprintf("proof of an entry with SHA-256 %x", sha256.Sum256(entry)), nil
}

// sumdb opens every checkpoint in the folder with the log's key, proves every leaf of each and the consistency of each
// with the one before, from the tiles.
func sumdb(vkeyFile, folder string) (string, error) {
	vkey, err := os.ReadFile(vkeyFile)
	if err != nil {
		return "", err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(folder, "checkpoint.*"))
	if err != nil {
		return "", err
	}
	if len(files) == 0 {
		return "", fmt.Errorf("no checkpoint.* in %s", folder)
	}
	trees := make(map[int64]tlog.Tree)
	var largest int64
	for _, file := range files {
		tree, err := openCheckpoint(file, verifier)
		if err != nil {
			return "", fmt.Errorf("%s: %w", file, err)
		}
		trees[tree.N] = tree
		largest = max(largest, tree.N)
		reader := tlog.TileHashReader(tree, &tiles{folder})
		for index := int64(0); index < tree.N; index++ {
			leaf, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
			if err != nil {
				return "", fmt.Errorf("%s: %w", file, err)
			}
			path, err := tlog.ProveRecord(tree.N, index, reader)
			if err != nil {
				return "", fmt.Errorf("%s: %w", file, err)
			}
			if err := tlog.CheckRecord(path, tree.N, tree.Hash, index, leaf[0]); err != nil {
				return "", fmt.Errorf("%s: leaf %d: %w", file, index, err)
			}
		}
	}
	reader := tlog.TileHashReader(trees[largest], &tiles{folder})
	for _, older := range trees {
		path, err := tlog.ProveTree(largest, older.N, reader)
		if err != nil {
			return "", fmt.Errorf("consistency of %d and %d: %w", older.N, largest, err)
		}
		if err := tlog.CheckTree(path, largest, trees[largest].Hash, older.N, older.Hash); err != nil {
			return "", fmt.Errorf("consistency of %d and %d: %w", older.N, largest, err)
		}
	}
	return fmt.Sprintf("log of size %d, %d checkpoints", largest, len(trees)), nil
}

func openCheckpoint(file string, verifier note.Verifier) (tlog.Tree, error) {
	signed, err := os.ReadFile(file)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	checkpoint, err := torchwood.ParseCheckpoint(opened.Text)
	if err != nil {
		return tlog.Tree{}, err
	}
	if checkpoint.Origin != verifier.Name() || checkpoint.Extension != "" {
		return tlog.Tree{}, fmt.Errorf("origin %q, extension %q", checkpoint.Origin, checkpoint.Extension)
	}
	return checkpoint.Tree, nil
}

// tiles reads hash tiles from a folder in the layout of c2sp.org/tlog-tiles, which has one height only and leaves it out
// of the path.
type tiles struct {
	folder string
}

func (t *tiles) Height() int { return 8 }

func (t *tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(wanted))
	for i, tile := range wanted {
		path := strings.TrimPrefix(tile.Path(), "tile/8/")
		bytes, err := os.ReadFile(filepath.Join(t.folder, "tile", filepath.FromSlash(path)))
		if err != nil {
			return nil, err
		}
		read[i] = bytes
	}
	return read, nil
}
