"""Copies a topic to another, partition by partition, each batch in one transaction with its offsets, as long as it may live:
exactly_once_copy.py BOOTSTRAP OPTIONS. Some transactions are aborted on purpose. Whatever goes wrong, the answer is the one that
librdkafka's documentation gives: abort and start again from the committed offsets, or a new producer with the same transactional id.

The file `control` may ask one copier to hold a transaction open just before its commit, after a record to one more partition:
{"hold": NUMBER, "partition": N}; it says "holding NUMBER" and goes on when the file says {"release": NUMBER}.
"""

import json
import os
import random
import signal
import sys
import time

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

bootstrap, options = sys.argv[1], json.loads(sys.argv[2])
SOURCE, TARGET, SIDE = options["source"], options["target"], options["side"]
BATCH = 100
GATHER_S = 0.05
TIMEOUT_S = 10
chance = random.Random(options["seed"])
stopping = False


def stop(*_):
    global stopping
    stopping = True


signal.signal(signal.SIGTERM, stop)


def tell(word, **more):
    print(json.dumps({"told": word, **more}), flush=True)


class Restart(Exception):
    """The producer is of no more use."""


def retried(action, *arguments):
    """The same again while librdkafka says that this is the way."""
    while True:
        try:
            return action(*arguments)
        except KafkaException as failure:
            error = failure.args[0]
            if not error.retriable() or error.txn_requires_abort() or error.fatal():
                raise


class Copier:
    def __init__(self):
        self.consumer = Consumer(
            {
                "bootstrap.servers": bootstrap,
                "group.id": options["group"],
                "client.id": options["id"],
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "isolation.level": "read_committed",
                "session.timeout.ms": 10_000,
                "heartbeat.interval.ms": 300,
                "fetch.wait.max.ms": 50,
                "reconnect.backoff.max.ms": 500,
                "topic.metadata.refresh.interval.ms": 2_000,
                "partition.assignment.strategy": "range",
            }
        )
        self.moved = False
        self.held = 0
        self.committed, self.aborted, self.failed = 0, 0, 0
        self.consumer.subscribe([SOURCE], on_assign=self.changed, on_revoke=self.changed, on_lost=self.changed)
        self.producer = None

    def changed(self, *_):
        """Partitions come or go: what was gathered before may be somebody else's now."""
        self.moved = True

    def run(self):
        while not stopping:
            try:
                if self.producer is None:
                    self.producer = self.new_producer()
                    self.rewind()
                self.copy()
            except Restart:
                self.producer = None
        self.consumer.close()
        tell("ended", committed=self.committed, aborted=self.aborted, failed=self.failed)

    def new_producer(self):
        while True:
            producer = Producer(
                {
                    "bootstrap.servers": bootstrap,
                    "transactional.id": options["id"],
                    "transaction.timeout.ms": 30_000,
                    "linger.ms": 0,
                    "reconnect.backoff.max.ms": 500,
                    "topic.metadata.refresh.interval.ms": 2_000,
                }
            )
            try:
                retried(producer.init_transactions, TIMEOUT_S)
                return producer
            except KafkaException as failure:
                self.note("init_transactions", failure)
                time.sleep(0.2)

    def note(self, where, failure):
        self.failed += 1
        tell("failed", at=where, error=str(failure.args[0]))

    def gather(self):
        """The next records, all of one assignment."""
        self.moved = False
        batch, deadline = [], time.monotonic() + GATHER_S
        while len(batch) < BATCH and time.monotonic() < deadline:
            message = self.consumer.poll(0.01)
            if self.moved:
                self.moved = False
                batch = []
            if message is None or message.error():
                continue
            batch.append(message)
        return batch

    def copy(self):
        batch = self.gather()
        if not batch:
            return
        wanted = chance.random() >= options["abortShare"]
        try:
            self.producer.begin_transaction()
            self.write(batch)
            ends = {}
            for message in batch:
                ends[message.partition()] = message.offset() + 1
            offsets = [TopicPartition(SOURCE, partition, offset) for partition, offset in ends.items()]
            retried(self.producer.send_offsets_to_transaction, offsets, self.consumer.consumer_group_metadata(), TIMEOUT_S)
            if wanted:
                self.hold()
                retried(self.producer.commit_transaction, TIMEOUT_S)
                self.committed += 1
                return
            # What is aborted shall be in the log.
            self.producer.flush(TIMEOUT_S)
            self.aborted += 1
        except KafkaException as failure:
            self.note("copy", failure)
            if not failure.args[0].txn_requires_abort():
                raise Restart from failure
        self.abort()
        self.rewind()

    def write(self, batch):
        for message in batch:
            while True:
                try:
                    self.producer.produce(TARGET, message.value(), partition=message.partition())
                    break
                except BufferError:
                    self.producer.poll(0.1)

    def abort(self):
        try:
            retried(self.producer.abort_transaction, TIMEOUT_S)
        except KafkaException as failure:
            self.note("abort", failure)
            raise Restart from failure

    def rewind(self):
        """Back to what is committed; the transaction that is over may not be seen by every broker yet."""
        while not stopping:
            assigned = self.consumer.assignment()
            if not assigned:
                return
            try:
                for place in self.consumer.committed(assigned, TIMEOUT_S):
                    if place.error:
                        raise KafkaException(place.error)
                    offset = place.offset if place.offset >= 0 else 0
                    self.consumer.seek(TopicPartition(place.topic, place.partition, offset))
                return
            except KafkaException as failure:
                self.note("rewind", failure)
                time.sleep(0.1)

    def control(self):
        try:
            with open(options["control"], encoding="utf8") as file:
                return json.load(file)
        except (FileNotFoundError, ValueError):
            return {}

    def hold(self):
        asked = self.control()
        if asked.get("id") != options["id"] or asked.get("hold", 0) <= self.held:
            return
        self.held = asked["hold"]
        self.producer.produce(SIDE, str(self.held).encode(), partition=asked["partition"])
        if self.producer.flush(TIMEOUT_S) > 0:
            return
        tell("holding", number=self.held)
        deadline = time.monotonic() + 20
        while self.control().get("release") != self.held and time.monotonic() < deadline and not stopping:
            time.sleep(0.01)


Copier().run()
os._exit(0)
