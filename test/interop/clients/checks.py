"""Runs a client's checks: PROGRAM BOOTSTRAP PREFIX [FEATURE...]; prints a line of JSON for each check when it is over.

A check is a function of its own topic's name (PREFIX.FEATURE, which exists unless the check is about creating it). Checks run beside
each other, because most of their time is waiting.
"""

import json
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

PATIENCE_S = 40
AT_ONCE = 4
bootstrap, prefix, *only = sys.argv[1:]
_checks = {}
_printing = threading.Lock()


def check(feature, *arguments):
    """Registers the decorated function as the check of a feature; `arguments` follow the topic."""

    def register(function):
        _checks[feature] = (function, arguments)
        return function

    return register


def report(feature, started, error=None):
    line = {"feature": feature, "seconds": round(time.monotonic() - started, 2), "error": error}
    with _printing:
        print(json.dumps(line), flush=True)


def wanted():
    return [(feature, *_checks[feature]) for feature in _checks if not only or feature in only]


def run_all():
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda each: _run(*each), wanted()))


def _run(feature, function, arguments):
    started = time.monotonic()
    try:
        function(f"{prefix}.{feature}", *arguments)
        report(feature, started)
    except BaseException:
        report(feature, started, traceback.format_exc())


def expect(seen, wanted, what=""):
    if seen != wanted:
        raise AssertionError(f"{what}: saw {seen!r}, not {wanted!r}")


def until(look, accept=bool, what="", patience_s=PATIENCE_S):
    """What a client learns only by asking again: the first answer that is accepted."""
    deadline = time.monotonic() + patience_s
    while True:
        seen = look()
        if accept(seen):
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: saw {seen!r} until the end")
        time.sleep(0.05)


def settled(ask):
    """The answer of a call that a broker may refuse which has not heard of a new topic yet."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return ask()
        except Exception:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.05)


def values(count, tag=""):
    """What a produce check writes to each of its two partitions: `{ partition: values }`."""
    return {p: [f"{tag}{p}:{n}" for n in range(count)] for p in (0, 1)}


class Member(threading.Thread):
    """A member of a group, which polls on a thread of its own as applications do.

    `open(member)` makes its consumer (it may append to `member.revoked` from callbacks), `poll(consumer)` gives
    (records as [(partition, value)], partitions assigned now), `close(consumer)` ends it.
    """

    def __init__(self, open, poll, close):
        super().__init__(daemon=True)
        self.assigned, self.assignments, self.revoked, self.records, self.error = set(), 0, [], [], None
        self._open, self._poll, self._close = open, poll, close
        self._ending = threading.Event()
        self.start()

    def run(self):
        consumer = None
        try:
            consumer = self._open(self)
            while not self._ending.is_set():
                records, assigned = self._poll(consumer)
                self.records.extend(records)
                self.assigned = set(assigned)
        except Exception as failure:
            self.error = failure
        finally:
            self.assigned = set()
            if consumer is not None:
                try:
                    self._close(consumer)
                except Exception as failure:
                    self.error = self.error or failure

    def end(self):
        self._ending.set()
        self.join(PATIENCE_S)


def settle(members, partitions):
    """Waits until the members share all partitions evenly."""

    def look():
        for member in members:
            if member.error is not None:
                raise member.error
        return [sorted(member.assigned) for member in members]

    def balanced(shares):
        even = max(map(len, shares)) - min(map(len, shares)) <= 1
        return even and sorted(p for share in shares for p in share) == list(range(partitions))

    return until(look, balanced, f"{len(members)} members share {partitions} partitions")


def rebalance_of_three(make, produce, cooperative, partitions=6):
    """`make()` starts a member; `produce()` writes one record to each partition and returns their values."""
    members = [make()]
    try:
        settle(members, partitions)
        for _ in range(2):
            members.append(make())
            settle(members, partitions)
        kept = members[0].assigned & set(range(partitions)) - set(members[0].revoked)
        if cooperative:
            expect(len(kept), 2, "partitions that the first member never gave up")
        else:
            expect(kept, set(), "partitions that the first member never gave up")
        sent = produce()
        got = lambda: sorted(value for member in members for _, value in member.records)
        until(got, lambda seen: len(seen) >= len(sent), "records read by the three")
        expect(got(), sorted(sent), "records read by the three")
        gone = members.pop()
        gone.end()
        if gone.error is not None:
            raise gone.error
        settle(members, partitions)
    finally:
        for member in members:
            member.end()


def static_members(make, partitions=4):
    """`make(instance)` starts a static member. One that restarts is not noticed."""
    first, second = make("one"), make("two")
    started = [first, second]
    try:
        before = settle([first, second], partitions)
        noticed = (second.assignments, len(second.revoked))
        first.end()
        again = make("one")
        started.append(again)
        expect(settle([again, second], partitions), before, "partitions after the restart of a static member")
        expect((second.assignments, len(second.revoked)), noticed, "rebalances the other member noticed")
    finally:
        for member in started:
            member.end()


def fence_static_member(make, is_fenced, partitions=4):
    """Of two static members of one name the older is fenced."""
    first, second = make("one"), make("two")
    started = [first, second]
    try:
        settle([first, second], partitions)
        twin = make("one")
        started.append(twin)
        until(lambda: first.error, what="the member whose name another took")
        if not is_fenced(first.error):
            raise AssertionError(f"not fenced but {first.error!r}")
        settle([twin, second], partitions)
    finally:
        for member in started:
            member.end()


def ended(members):
    for member in members:
        member.end()


def growing_topic(make, grow, produce):
    """`grow()` makes 4 partitions of 2; `produce()` writes one record to each and returns their values."""
    members = [make(), make()]
    try:
        settle(members, 2)
        grow()
        settle(members, 4)
        sent = produce()
        got = lambda: sorted(value for member in members for _, value in member.records)
        until(got, lambda seen: len(seen) >= len(sent), "records read from all partitions")
        expect(got(), sorted(sent), "records read from all partitions")
    finally:
        ended(members)


def later_topic(make, write, create):
    """`make()` subscribes to a pattern; `write(value, later)` writes to the topic of now or the later one, which `create()` makes."""
    member = make()
    # A rebalance without a commit reads again.
    got = lambda: {value for _, value in member.records}
    try:
        write("now", False)
        until(got, lambda seen: seen == {"now"}, "what matches now")
        create()
        write("later", True)
        until(got, lambda seen: seen == {"now", "later"}, "what matches later")
    finally:
        ended([member])


def around_markers(in_transaction, read_from):
    """Offsets 1, 3 and 5 of the partition are markers; to begin there is to begin after them."""
    for number, commit in enumerate((True, False, True)):
        in_transaction(f"value {number}", commit)
    for isolation, values in (("read_committed", ["value 0", "value 2"]), ("read_uncommitted", ["value 0", "value 1", "value 2"])):
        for marker in (1, 3):
            left = [value for value in values if int(value[-1]) * 2 > marker]
            expect(read_from(marker, isolation, len(left)), left, f"{isolation} from the marker at {marker}")


def gaps_of_compaction(write, offsets_from):
    """`write(value)` writes a batch of one record with always the same key; `offsets_from(offset)` reads from there to offset 29."""
    for number in range(30):
        write(f"{number}:{'x' * 100}")
    # Two records a segment: of those before the active one the newest is left, after the last of several cleanings.
    left = until(lambda: offsets_from(0), lambda seen: len(seen) == 3, "what compaction leaves")
    for missing in (1, 7, 15, left[0] - 1):
        expect(offsets_from(missing), left, f"offsets read from the missing {missing} on")
