// Command foreign checks what duban wrote with packages that nobody of duban wrote; it decides nothing itself.
package main

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/formats/proof"
	merkleproof "github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("REFUSED", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "folder":
		return folder(args[1])
	case len(args) == 3 && args[0] == "event":
		return event(args[1], args[2])
	case len(args) == 4 && args[0] == "growth":
		return growth(args[1], args[2], args[3])
	}
	return fmt.Errorf("usage: folder DIR | event EVENT.json LOG.vkey | growth DIR OLD NEW")
}

func verifier(path string) (note.Verifier, error) {
	vkey, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return note.NewVerifier(strings.TrimSpace(string(vkey)))
}

// folder lets tessera recompute a whole export: entries, tiles, checkpoint.
func folder(dir string) error {
	v, err := verifier(dir + "/log.vkey")
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	hashes := func(bundle []byte) ([][]byte, error) {
		var entries api.EntryBundle
		if err := entries.UnmarshalText(bundle); err != nil {
			return nil, err
		}
		all := make([][]byte, 0, len(entries.Entries))
		for _, entry := range entries.Entries {
			all = append(all, rfc6962.DefaultHasher.HashLeaf(entry))
		}
		return all, nil
	}
	f := fsck.New(v.Name(), v, &client.FileFetcher{Root: dir}, hashes, fsck.Opts{N: 4})
	if err := f.Check(ctx); err != nil {
		return err
	}
	fmt.Println("OK folder")
	return nil
}

// event lets transparency-dev's formats and merkle check the proof of one event.
func event(path, vkey string) error {
	v, err := verifier(vkey)
	if err != nil {
		return err
	}
	entry, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(path + ".tlog-proof")
	if err != nil {
		return err
	}
	var p proof.TLogProof
	if err := p.Unmarshal(raw); err != nil {
		return err
	}
	cp, _, _, err := log.ParseCheckpoint(p.Checkpoint, v.Name(), v)
	if err != nil {
		return err
	}
	leaf := rfc6962.DefaultHasher.HashLeaf(entry)
	hashes := make([][]byte, 0, len(p.Hashes))
	for _, h := range p.Hashes {
		hashes = append(hashes, h[:])
	}
	if err := merkleproof.VerifyInclusion(rfc6962.DefaultHasher, p.Index, cp.Size, leaf, hashes, cp.Hash); err != nil {
		return err
	}
	fmt.Printf("OK event %d of %d\n", p.Index, cp.Size)
	return nil
}

// growth lets Go's sumdb check that the newer of two checkpoints extends the older, by the tiles of an export.
func growth(dir, older, newer string) error {
	v, err := verifier(dir + "/log.vkey")
	if err != nil {
		return err
	}
	n1, h1, err := tree(v, older)
	if err != nil {
		return err
	}
	n2, h2, err := tree(v, newer)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tlog.Tree{N: n2, Hash: h2}, tiles{dir})
	p, err := tlog.ProveTree(n2, n1, hashes)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(p, n2, h2, n1, h1); err != nil {
		return err
	}
	fmt.Printf("OK %d extends %d\n", n2, n1)
	return nil
}

func tree(v note.Verifier, path string) (int64, tlog.Hash, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	opened, err := note.Open(raw, note.VerifierList(v))
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 3 {
		return 0, tlog.Hash{}, fmt.Errorf("no checkpoint in %s", path)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return 0, tlog.Hash{}, fmt.Errorf("bad root in %s", path)
	}
	return size, tlog.Hash(root), nil
}

type tiles struct{ dir string }

func (t tiles) Height() int { return 8 }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles reads what sumdb asks for: its own path names the height, C2SP's does not.
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, 0, len(wanted))
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(t.dir + "/" + path)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}
