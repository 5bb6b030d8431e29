#!/usr/bin/env python3
"""Checks the proof of one event: check_proof.py EVENT.json LOG.vkey (needs the package cryptography).
Reads EVENT.json and EVENT.json.tlog-proof (c2sp.org/tlog-proof). Knows nothing of duban: hashes by RFC 6962,
the signature by c2sp.org/signed-note. Take LOG.vkey from where you trust it, not from who gave you the event.
"""
import base64
import hashlib
import sys


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(entry, index, size, hashes):
    """The root to which a proof leads (RFC 9162, 2.1.3.2)."""
    own, last, node = index, size - 1, sha(b"\0", entry)
    for sibling in hashes:
        if last == 0:
            raise ValueError("the proof is too long")
        if own % 2 or own == last:
            node = sha(b"\1", sibling, node)
            while own % 2 == 0 and own:
                own, last = own // 2, last // 2
        else:
            node = sha(b"\1", node, sibling)
        own, last = own // 2, last // 2
    if last or index >= size:
        raise ValueError("the proof is too short")
    return node


def check_signature(note, vkey):
    """One of the signatures is that of the key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    name, _, key64 = vkey.strip().split("+", 2)
    key = base64.b64decode(key64)
    text, _, signatures = note.rpartition("\n\n")
    wanted = sha(f"{name}\n".encode(), key)[:4]
    for line in signatures.splitlines():
        _, signer, blob = line.split(" ")
        raw = base64.b64decode(blob)
        if signer == name and raw[:4] == wanted:
            return Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], f"{text}\n".encode())
    raise ValueError("not signed by this key")


def main(path, vkey):
    head, _, note = open(f"{path}.tlog-proof", encoding="utf-8").read().partition("\n\n")
    index, *lines = [line for line in head.split("\n")[1:] if not line.startswith("extra ")]
    check_signature(note, open(vkey, encoding="utf-8").read())
    origin, size, root = note.split("\n")[:3]
    index = int(index.split(" ")[1])
    found = root_of(open(path, "rb").read(), index, int(size), [base64.b64decode(line) for line in lines])
    if found != base64.b64decode(root):
        raise ValueError("the event is not that of the proof")
    print(f"OK: entry {index} of {size} in {origin}")


main(sys.argv[1], sys.argv[2])
