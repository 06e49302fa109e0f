"""What a stock ZooKeeper client sees: kazoo.py ADDRESS COMMAND; the last line of output is JSON."""

import json
import os
import signal
import sys
import threading
import time

from kazoo.client import KazooClient
from kazoo.exceptions import BadVersionError, NoNodeError, NodeExistsError, NotEmptyError, NoChildrenForEphemeralsError
from kazoo.recipe.election import Election

address, command = sys.argv[1], sys.argv[2]
PATIENCE_S = 15


def connect(timeout=4.0):
    client = KazooClient(hosts=address, timeout=timeout)
    client.start(timeout=PATIENCE_S)
    return client


def refused(kind, action):
    try:
        action()
        return False
    except kind:
        return True


def tree():
    zk = connect()
    zk.ensure_path("/t/a/b")
    zk.set("/t/a", b"one")
    data, stat = zk.get("/t/a")
    zk.set("/t/a", b"two", version=stat.version)
    sequential = [zk.create("/t/seq-", b"", sequence=True) for _ in range(3)]
    out = {
        "data": zk.get("/t/a")[0].decode(),
        "version": zk.get("/t/a")[1].version,
        "sequential": sequential,
        "children": sorted(zk.get_children("/t")),
        "badVersion": refused(BadVersionError, lambda: zk.set("/t/a", b"x", version=0)),
        "exists": refused(NodeExistsError, lambda: zk.create("/t/a")),
        "noNode": refused(NoNodeError, lambda: zk.get("/t/none")),
        "notEmpty": refused(NotEmptyError, lambda: zk.delete("/t/a")),
        "missing": zk.exists("/t/none") is None,
        "stat": [stat.data_length, stat.children_count, stat.ephemeralOwner],
        "large": len(zk.get(zk.create("/t/large", b"z" * 500_000))[0]),
    }
    failing = zk.transaction()
    failing.create("/t/tx1", b"1")
    failing.check("/t/a", version=99)
    out["failedTransaction"] = [type(result).__name__ for result in failing.commit()]
    out["rolledBack"] = zk.exists("/t/tx1") is None
    good = zk.transaction()
    good.create("/t/tx1", b"1")
    good.set_data("/t/a", b"three")
    good.delete("/t/a/b")
    out["transaction"] = [type(result).__name__ for result in good.commit()]
    zk.delete("/t", recursive=True)
    out["deleted"] = zk.exists("/t") is None
    zk.stop()
    return out


def watches():
    reader, writer = connect(), connect()
    writer.ensure_path("/w")
    seen, arrived = [], threading.Condition()

    def note(event):
        with arrived:
            seen.append([event.type, event.path])
            arrived.notify()

    def wait(count):
        with arrived:
            arrived.wait_for(lambda: len(seen) >= count, PATIENCE_S)

    reader.exists("/w/x", watch=note)
    writer.create("/w/x", b"")
    wait(1)
    reader.get("/w/x", watch=note)
    writer.set("/w/x", b"1")
    wait(2)
    writer.set("/w/x", b"2")
    reader.get_children("/w", watch=note)
    writer.create("/w/y", b"")
    wait(3)
    reader.get("/w/x", watch=note)
    writer.delete("/w/x")
    wait(4)
    writer.delete("/w", recursive=True)
    for client in (reader, writer):
        client.stop()
    return {"seen": seen}


def killed_process(path, timeout):
    """A process that owns an ephemeral and is killed: its connection closes without a word."""
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        connect(timeout).create(path, b"", ephemeral=True)
        os.write(tell, b"!")
        time.sleep(60)
    os.read(told, 1)
    return lambda: (os.kill(child, signal.SIGKILL), os.waitpid(child, 0))


def sessions():
    kill = killed_process("/e-doomed", 3.0)
    watcher, owner = connect(), connect()
    owner.create("/e-closed", b"", ephemeral=True)
    out = {"owner": watcher.exists("/e-closed").ephemeralOwner == owner.client_id[0]}
    out["noChildren"] = refused(NoChildrenForEphemeralsError, lambda: owner.create("/e-closed/child"))
    gone = threading.Event()
    watcher.exists("/e-doomed", watch=lambda event: gone.set())
    owner.stop()
    out["closedAtOnce"] = watcher.exists("/e-closed") is None
    started = time.monotonic()
    kill()
    out["survivesConnection"] = not gone.wait(1.0)
    out["expired"] = gone.wait(PATIENCE_S)
    out["expiredAfterMs"] = int((time.monotonic() - started) * 1000)
    watcher.stop()
    return out


def resumes():
    zk = connect(timeout=6.0)
    zk.create("/resumed", b"", ephemeral=True)
    before, session = zk.exists("/resumed").czxid, zk.client_id[0]
    print("ready", flush=True)
    sys.stdin.readline()
    deadline = time.monotonic() + PATIENCE_S
    while not zk.connected and time.monotonic() < deadline:
        time.sleep(0.05)
    stat = zk.retry(zk.exists, "/resumed")
    out = {"sameSession": zk.client_id[0] == session, "sameNode": stat is not None and stat.czxid == before}
    zk.stop()
    return out


def recipes():
    first, second = connect(), connect()
    lock = first.Lock("/lock", "first")
    other = second.Lock("/lock", "second")
    lock.acquire(timeout=PATIENCE_S)
    taken = other.acquire(blocking=False)
    contenders = lock.contenders()
    lock.release()
    then = other.acquire(timeout=PATIENCE_S)
    other.release()
    led = []
    Election(first, "/election", "first").run(lambda: led.append("first"))
    Election(second, "/election", "second").run(lambda: led.append("second"))
    counter = first.Counter("/counter")
    threads = [threading.Thread(target=lambda zk=zk: add(zk)) for zk in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    out = {"takenWhileHeld": taken, "contenders": contenders, "takenAfter": then, "led": led, "counter": counter.value}
    for client in (first, second):
        client.stop()
    return out


def add(zk):
    counter = zk.Counter("/counter")
    for _ in range(25):
        counter += 1


commands = {"tree": tree, "watches": watches, "sessions": sessions, "resumes": resumes, "recipes": recipes}
print(json.dumps(commands[command]()))
