/*
 * One mail to two recipients, two workers of one home, their shared receipts, an item that may be closed at any moment,
 * and the clock of a host that may run ahead. Every step below is one transaction, one line of a file or one answer of
 * the mail server; between two steps a worker may stay frozen for as long as it likes, or be killed.
 *
 * Checked (each an assert): lost 0, after closing 0, doubled only in flight, tries counted once, nothing journaled
 * beyond the server's now. BUG_RECEIPT, BUG_CLOCK, BUG_LOST, BUG_CLOSED and BUG_RECOVER each break one rule.
 */
#define CLAIMS 3 /* claims at most */
#define BACKS 2  /* times that a claim is given up for dead */
#define DEATHS 1
#define LOOKS 2 /* times that somebody else's receipts are read */
#define FIRST 1 /* recipients, as bits */
#define SECOND 2
#define BOTH 3

#ifdef BUG_RECEIPT
#define READABLE(c) (receipt[c] != none)
#else
#define READABLE(c) (receipt[c] == written)
#endif

mtype = { ready, sending, sent, dropped };
mtype = { none, written, settled };
mtype = { accepted, half, later, unknown };

/* The ledger: the mail, its recipients who wait, the tries of who is put off. */
mtype state = ready;
byte claim = 0;
byte holder = 0; /* the claim that stands; 0: taken back */
byte waiting = BOTH;
byte tries = 0;
bool closed = false;

/* The files of receipts, by claims. */
mtype receipt[CLAIMS + 1] = none;
byte taken[CLAIMS + 1] = 0;  /* who accepted */
byte refused[CLAIMS + 1] = 0; /* who was put off, others having it */

/* What is so, whatever the ledger says. */
byte journal = 0; /* days by which its latest instant is beyond the server's now */
byte copies1 = 0;
byte copies2 = 0;
byte putOff = 0; /* times that the server has put somebody off */
byte backs = 0;
byte flights = 0; /* of those, with no receipt on disk: the hand-over may be under way */
byte unanswered = 0; /* answers that were lost after the final dot */
byte deaths = 0;
byte looks = 0;
byte ahead = 0; /* days by which the clock of the second worker's host is ahead */

/* Whoever has it by the ledger has it, and no mailbox is judged by more than the server has said. */
inline checkLedger() {
  assert((waiting & FIRST) || copies1 > 0);
  assert((waiting & SECOND) || copies2 > 0);
  assert(tries <= putOff)
}

/* Settles what a server has said under a claim (ledger/mails/settle.ts). */
inline settle(c) {
  if
#ifdef BUG_RECEIPT
  :: state == sending || state == ready ->
#else
  :: (state == sending || state == ready) && (holder == c || (taken[c] & waiting) != 0) ->
#endif
#ifdef BUG_LOST
       waiting = 0;
#else
       waiting = waiting & ~taken[c];
#endif
       holder = 0;
       if
       :: waiting == 0 -> state = sent
       :: else ->
            state = ready;
            if
            :: refused[c] != 0 -> tries++
            :: else
            fi
       fi
  :: else
  fi;
  checkLedger()
}

/* What is said of a mail that was not sent counts for the claim that stands alone. */
inline settleUnsent(c, counted) {
  if
  :: state == sending && holder == c ->
       state = ready;
       holder = 0;
       tries = tries + counted
  :: else
  fi;
  checkLedger()
}

inline handOver(mine) {
  if
  :: mine & FIRST -> copies1++
  :: else
  fi;
  if
  :: mine & SECOND -> copies2++
  :: else
  fi
}

inline checkDoubles() {
  assert(copies1 <= 1 + flights + unanswered);
  assert(copies2 <= 1 + flights + unanswered)
}

proctype worker(byte me) {
  byte c = 0;
  byte seen = 0;
  byte to = 0;
  byte off = 0;
  mtype said;
  bool wasOpen = false;

top:
  do
  /* Reads receipts, its own after a restart too; what it has read is settled later. */
  :: atomic {
       looks < LOOKS && (READABLE(1) || READABLE(2) || READABLE(3)) ->
       looks++;
       if
       :: READABLE(1) -> seen = 1
       :: READABLE(2) -> seen = 2
       :: READABLE(3) -> seen = 3
       fi
     };
     atomic {
       settle(seen);
       receipt[seen] = settled;
       seen = 0
     }

  /* Gives a claim up for dead: its heartbeat is not heard. What has a receipt on disk by now is settled first. */
  :: atomic {
#ifdef BUG_RECOVER
       state == sending && holder != 0 && backs < BACKS ->
#else
       state == sending && holder != 0 && backs < BACKS && receipt[holder] != written ->
#endif
       backs++;
       if
       :: receipt[holder] == none -> flights++
       :: else
       fi;
       state = ready;
       holder = 0
     }

  /* Looks after the mailroom: measured first, and then by the server's clock. */
  :: atomic {
       me == 2 ->
       off = ahead
     };
     atomic {
       if
#ifdef BUG_CLOCK
       :: journal = ahead /* dated by the host's own clock */
#else
       :: off == 0 -> journal = 0 /* by the server's, whatever the host's has done since it was measured */
       :: else
#endif
       fi;
       assert(journal == 0);
       off = 0
     }

  /* Claims, hands over, writes the receipt, settles. */
  :: atomic {
       state == ready && claim < CLAIMS ->
       if
#ifndef BUG_CLOSED
       :: closed -> state = dropped; goto top
#endif
       :: else ->
            wasOpen = !closed;
            claim++;
            c = claim;
            holder = c;
            to = waiting;
            state = sending
       fi
     };
     if
     :: atomic { deaths < DEATHS -> deaths++; goto top }
     :: skip
     fi;
     atomic {
       assert(wasOpen);
       if
       :: said = accepted; handOver(to); taken[c] = to
       :: to == BOTH -> said = half; handOver(FIRST); taken[c] = FIRST; refused[c] = SECOND; putOff++
       :: to != BOTH -> said = later; refused[c] = to; putOff++
       :: said = later
       :: said = unknown; handOver(to); unanswered++
       fi
     };
     checkDoubles();
     if
     :: atomic { deaths < DEATHS -> deaths++; goto top }
     :: skip
     fi;
     if
     :: said == accepted || said == half ->
          receipt[c] = written;
          if
          :: atomic { deaths < DEATHS -> deaths++; goto top }
          :: skip
          fi;
          atomic { settle(c) };
          receipt[c] = settled
     :: said == later ->
          atomic { settleUnsent(c, (refused[c] != 0 -> 1 : 0)) }
     :: said == unknown ->
          atomic { settleUnsent(c, 0) }
     fi;
     c = 0
  od
}

proctype world() {
  do
  :: atomic { !closed -> closed = true }
  :: atomic { ahead == 0 -> ahead = 1 }
  :: atomic { ahead == 1 -> ahead = 0; break }
  od
}

init {
  atomic {
    run worker(1);
    run worker(2);
    run world()
  }
}
