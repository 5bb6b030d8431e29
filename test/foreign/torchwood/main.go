// Command torchwood checks the proof of an event with torchwood's own code; it decides nothing itself.
package main

import (
	"fmt"
	"os"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Println("REFUSED", err)
		os.Exit(1)
	}
}

// run takes EVENT.json LOG.vkey and, where a witness must have signed, WITNESS.vkey as text.
func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: EVENT.json LOG.vkey [WITNESS-VKEY]")
	}
	entry, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	proof, err := os.ReadFile(args[0] + ".tlog-proof")
	if err != nil {
		return err
	}
	vkey, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	lines := []string{"log " + strings.TrimSpace(string(vkey)), "quorum none"}
	if len(args) > 2 {
		lines = []string{lines[0], "witness w " + args[2], "quorum w"}
	}
	policy, err := torchwood.ParsePolicy([]byte(strings.Join(lines, "\n") + "\n"))
	if err != nil {
		return err
	}
	if err := torchwood.VerifyProof(policy, tlog.RecordHash(entry), proof); err != nil {
		return err
	}
	fmt.Println("OK event")
	return nil
}
