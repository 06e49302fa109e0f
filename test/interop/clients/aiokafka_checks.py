"""aiokafka. Each check, and each member of a group, has an event loop of its own."""

import asyncio
import time

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import KafkaError, ProducerFenced
from aiokafka.structs import OffsetAndMetadata

from checks import PATIENCE_S, Member, bootstrap, check, expect, rebalance_of_three, run_all, static_members, values

UNKNOWN_TOPIC = 3
SESSION = {"session_timeout_ms": 10_000, "heartbeat_interval_ms": 300}


def async_check(feature, *arguments):
    def register(function):
        check(feature, *arguments)(lambda *of: asyncio.run(function(*of)))
        return function

    return register


async def until(look, accept=bool, what=""):
    deadline = time.monotonic() + PATIENCE_S
    while not accept(seen := await look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: saw {seen!r} until the end")
        await asyncio.sleep(0.05)
    return seen


async def send(producer, topic, by_partition, **extra):
    """Sends and returns the offsets after the last record of each partition."""
    futures = [
        (p, await producer.send(topic, value.encode(), partition=p, **extra))
        for p, sent in by_partition.items()
        for value in sent
    ]
    await producer.flush()
    ends = {}
    for partition, future in futures:
        told = await future
        if told is not None:
            ends[partition] = max(ends.get(partition, 0), told.offset + 1)
    return ends


def open_producer(**settings):
    return AIOKafkaProducer(bootstrap_servers=bootstrap, **{"acks": "all", "linger_ms": 5, **settings})


async def write(topic, by_partition, **settings):
    async with open_producer(**settings) as producer:
        return await send(producer, topic, by_partition)


def open_consumer(group=None, *topics, **settings):
    settings = {"auto_offset_reset": "earliest", "enable_auto_commit": False, "fetch_max_wait_ms": 100, **settings}
    return AIOKafkaConsumer(*topics, bootstrap_servers=bootstrap, group_id=group, **settings)


async def take(consumer, count, patience_s=PATIENCE_S):
    """The next `count` values, fewer when the time is over."""
    got, deadline = [], time.monotonic() + patience_s
    while len(got) < count and time.monotonic() < deadline:
        for records in (await consumer.getmany(timeout_ms=200)).values():
            got.extend(record.value.decode() for record in records)
    return got


async def read(topic, partition, count, isolation="read_committed", patience_s=PATIENCE_S):
    async with open_consumer(isolation_level=isolation) as consumer:
        where = TopicPartition(topic, partition)
        consumer.assign([where])
        await consumer.seek_to_beginning(where)
        return await take(consumer, count, patience_s)


@async_check("produce.none", {})
@async_check("produce.gzip", {"compression_type": "gzip"})
@async_check("produce.snappy", {"compression_type": "snappy"})
@async_check("produce.lz4", {"compression_type": "lz4"})
@async_check("produce.zstd", {"compression_type": "zstd"})
@async_check("produce.acks-0", {"acks": 0})
@async_check("produce.acks-1", {"acks": 1})
@async_check("produce.acks-all", {"acks": "all"})
@async_check("produce.idempotent", {"enable_idempotence": True})
async def produce(topic, settings):
    count = 100
    ends = await write(topic, values(count), **settings)
    if settings.get("acks") != 0:
        expect(ends, {0: count, 1: count}, "offsets told")
    for partition, sent in values(count).items():
        expect(await read(topic, partition, count), sent, "values read")


@async_check("consume.assigned")
async def consume_assigned(topic):
    await write(topic, values(50))
    async with open_consumer() as consumer:
        consumer.assign([TopicPartition(topic, 0), TopicPartition(topic, 1)])
        consumer.seek(TopicPartition(topic, 0), 45)
        await consumer.seek_to_beginning(TopicPartition(topic, 1))
        expect(sorted(await take(consumer, 55)), sorted(values(50)[0][45:] + values(50)[1]), "values read")
        consumer.seek(TopicPartition(topic, 0), 48)
        expect(await take(consumer, 2), values(50)[0][48:], "values after a seek")


@async_check("consume.by-time")
async def find_by_time(topic):
    base, where = int(time.time() * 1_000) - 60_000, TopicPartition(topic, 0)
    async with open_producer() as producer:
        for n in range(5):
            await send(producer, topic, {0: [str(n)]}, timestamp_ms=base + n * 1_000)
    async with open_consumer() as consumer:
        found = [(await consumer.offsets_for_times({where: base + ms}))[where].offset for ms in (0, 2_500, 4_000)]
        expect(found, [0, 3, 4], "offsets by time")
        ends = (await consumer.beginning_offsets([where]))[where], (await consumer.end_offsets([where]))[where]
        expect(ends, (0, 5), "first and end offset")


@async_check("consume.group")
async def consume_group(topic):
    await write(topic, values(20))
    async with open_consumer(topic, topic, **SESSION) as first:
        expect(sorted(await take(first, 40)), sorted(values(20)[0] + values(20)[1]), "values read by the group")
        expect(sorted(p.partition for p in first.assignment()), [0, 1], "partitions assigned")
        await first.commit()
    await write(topic, values(5, "later "))
    async with open_consumer(topic, topic, **SESSION) as second:
        later = values(5, "later ")
        expect(sorted(await take(second, 10)), sorted(later[0] + later[1]), "values read later")


class Noticed(ConsumerRebalanceListener):
    def __init__(self, member):
        self.member = member

    def on_partitions_assigned(self, assigned):
        self.member.assignments += 1

    def on_partitions_revoked(self, revoked):
        self.member.revoked.extend(p.partition for p in revoked)


def member(topic, **settings):
    async def begin(self):
        consumer = open_consumer(topic, **SESSION, **settings)
        consumer.subscribe([topic], listener=Noticed(self))
        await consumer.start()
        return consumer

    def open(self):
        loop = asyncio.new_event_loop()
        return loop, loop.run_until_complete(begin(self))

    async def look(consumer):
        found = await consumer.getmany(timeout_ms=100)
        records = [(p.partition, record.value.decode()) for p, got in found.items() for record in got]
        return records, [p.partition for p in consumer.assignment()]

    def close(opened):
        loop, consumer = opened
        loop.run_until_complete(consumer.stop())
        loop.close()

    return Member(open, lambda opened: opened[0].run_until_complete(look(opened[1])), close)


@check("group.eager")
def rebalance(topic):
    def produce_one_each():
        asyncio.run(write(topic, {p: [f"to {p}"] for p in range(6)}))
        return [f"to {p}" for p in range(6)]

    strategy = (RoundRobinPartitionAssignor,)
    rebalance_of_three(lambda: member(topic, partition_assignment_strategy=strategy), produce_one_each, False)


@check("group.static")
def static(topic):
    static_members(lambda instance: member(topic, group_instance_id=instance))


@async_check("offsets.commit")
async def commit_and_fetch(topic):
    await write(topic, values(10))
    where, other = TopicPartition(topic, 0), TopicPartition(topic, 1)
    async with open_consumer(topic) as consumer:
        consumer.assign([where, other])
        await consumer.commit({where: OffsetAndMetadata(7, "note")})
    async with open_consumer(topic) as again:
        again.assign([where, other])
        expect((await again.committed(where), await again.committed(other)), (7, None), "committed")
    async with open_consumer(topic) as again:
        again.assign([where])
        expect(await take(again, 3), values(10)[0][7:], "values from the committed offset")


@async_check("offsets.reset")
async def reset(topic):
    await write(topic, values(10))
    async with open_consumer(topic, topic, **SESSION) as consumer:
        await take(consumer, 20)
        await consumer.commit()
    async with open_consumer(topic) as outside:
        outside.assign([TopicPartition(topic, 0), TopicPartition(topic, 1)])
        await outside.commit({TopicPartition(topic, 0): 8, TopicPartition(topic, 1): 9})
    async with open_consumer(topic, topic, **SESSION) as again:
        expect(sorted(await take(again, 3)), sorted(values(10)[0][8:] + values(10)[1][9:]), "values after the reset")


def transactional(name):
    return open_producer(transactional_id=name, transaction_timeout_ms=60_000)


async def in_transaction(producer, topic, by_partition, commit=True):
    await producer.begin_transaction()
    await send(producer, topic, by_partition)
    await (producer.commit_transaction() if commit else producer.abort_transaction())


@async_check("txn.commit")
async def txn_commit(topic):
    async with transactional(topic) as producer:
        for turn in ("first ", "second "):
            await in_transaction(producer, topic, values(5, turn))
    for partition in (0, 1):
        both = values(5, "first ")[partition] + values(5, "second ")[partition]
        expect(await read(topic, partition, 10), both, "values")


@async_check("txn.abort")
async def txn_abort(topic):
    async with transactional(topic) as producer:
        await in_transaction(producer, topic, values(5, "aborted "), commit=False)
        await in_transaction(producer, topic, values(5, "kept "))
    for partition in (0, 1):
        kept = values(5, "kept ")[partition]
        expect(await read(topic, partition, 5), kept, "values read committed")
        everything = values(5, "aborted ")[partition] + kept
        expect(await read(topic, partition, 10, "read_uncommitted"), everything, "values read uncommitted")


@async_check("txn.read-committed")
async def txn_open(topic):
    await write(topic, {0: ["before"]})
    async with transactional(topic) as producer:
        await producer.begin_transaction()
        await send(producer, topic, {0: ["inside"]})
        await write(topic, {0: ["after"]})
        expect(await read(topic, 0, 3, patience_s=1.5), ["before"], "values while the transaction is open")
        expect(await read(topic, 0, 3, "read_uncommitted"), ["before", "inside", "after"], "values read uncommitted")
        await producer.commit_transaction()
    expect(await read(topic, 0, 3), ["before", "inside", "after"], "values after the commit")


@async_check("txn.fencing")
async def txn_fencing(topic):
    old = transactional(topic)
    await old.start()
    await old.begin_transaction()
    await send(old, topic, {0: ["of the old one"]})
    async with transactional(topic) as new:
        try:
            await old.commit_transaction()
            raise AssertionError("the old producer committed")
        except ProducerFenced:
            pass
        await in_transaction(new, topic, {0: ["of the new one"]})
    expect(await read(topic, 0, 1), ["of the new one"], "values read committed")
    try:
        await old.stop()
    except ProducerFenced:
        pass


@async_check("txn.offsets")
async def txn_offsets(topic):
    await write(topic, values(10))
    where = [TopicPartition(topic, p) for p in (0, 1)]
    to = {where[0]: 4, where[1]: 6}
    async with open_consumer(topic, topic, **SESSION) as consumer, transactional(topic + ".copy") as producer:
        await take(consumer, 20)
        await producer.begin_transaction()
        await producer.send_offsets_to_transaction(to, topic)
        await producer.abort_transaction()
        expect([await consumer.committed(p) for p in where], [None, None], "committed after the abort")
        await producer.begin_transaction()
        await producer.send_offsets_to_transaction(to, topic)
        await producer.commit_transaction()
        # It asks without require_stable: the answer may come before the marker.
        committed = lambda: asyncio.gather(*[consumer.committed(p) for p in where])
        await until(committed, lambda seen: list(seen) == [4, 6], "committed after the commit")


async def administrator():
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    return admin


async def partitions_of(admin, topic, count):
    async def look():
        [found] = await admin.describe_topics([topic])
        return found["partitions"]

    complete = lambda seen: len(seen) == count and all(p["leader"] >= 0 for p in seen)
    return await until(look, complete, f"{count} partitions of {topic}")


async def config_of(admin, topic, name):
    [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    [(error, _, _, _, entries)] = answer.resources
    if error == UNKNOWN_TOPIC:
        return None
    expect(error, 0, "error of DescribeConfigs")
    return next(entry[1] for entry in entries if entry[0] == name)


@async_check("admin.create")
async def admin_create(topic):
    admin = await administrator()
    create = lambda name, *shape: admin.create_topics([NewTopic(name, *shape, topic_configs={"segment.bytes": "1048576"})])
    error = lambda answer: [each[1] for each in answer.topic_errors]
    expect(error(await create(topic, 3, 3)), [0], "created")
    expect([len(p["replicas"]) for p in await partitions_of(admin, topic, 3)], [3, 3, 3], "replicas")
    # A broker that is asked may not have heard of the topic yet.
    found = await until(lambda: config_of(admin, topic, "segment.bytes"), what="its config")
    expect(found, "1048576", "its config")
    expect(error(await create(topic, 3, 3)), [36], "again")
    expect(error(await create(topic + ".wide", 1, 4)), [38], "too wide")
    brokers = sorted(f"{b['host']}:{b['port']}" for b in (await admin.describe_cluster())["brokers"])
    expect(brokers, sorted(bootstrap.split(",")), "brokers")
    await admin.close()


@async_check("admin.configs")
async def admin_configs(topic):
    admin = await administrator()
    expect(await config_of(admin, topic, "retention.ms"), "604800000", "default")
    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": "7200000"})])
    await until(lambda: config_of(admin, topic, "retention.ms"), lambda seen: seen == "7200000", "retention.ms")
    await admin.close()


@async_check("admin.partitions")
async def admin_partitions(topic):
    admin = await administrator()
    await admin.create_partitions({topic: NewPartitions(5)})
    await partitions_of(admin, topic, 5)
    try:
        await admin.create_partitions({topic: NewPartitions(3)})
        raise AssertionError("fewer partitions")
    except KafkaError as failure:
        expect(failure.errno, 37, "error of fewer partitions")
    await admin.close()


@async_check("admin.delete-records")
async def admin_delete_records(topic):
    await write(topic, {0: [str(n) for n in range(10)]})
    admin, where = await administrator(), TopicPartition(topic, 0)
    expect(await admin.delete_records({where: RecordsToDelete(6)}), {where: 6}, "low watermark")
    expect(await read(topic, 0, 4), ["6", "7", "8", "9"], "what is left")
    await admin.close()


@async_check("admin.groups")
async def admin_groups(topic):
    await write(topic, values(5))
    admin = await administrator()
    async with open_consumer(topic, topic, **SESSION, client_id="the-member") as consumer:
        await take(consumer, 10)
        await consumer.commit()
        expect([g[1] for g in await admin.list_consumer_groups() if g[0] == topic], ["consumer"], "listed")
        [answer] = await admin.describe_consumer_groups([topic])
        [(error, group, state, protocol_type, protocol, members, *_)] = answer.groups
        seen = (error, group, state, protocol_type, protocol, [m[1] for m in members])
        expect(seen, (0, topic, "Stable", "consumer", "roundrobin", ["the-member"]), "described")
    await admin.close()


@async_check("admin.group-offsets")
async def admin_group_offsets(topic):
    await write(topic, values(5))
    where = TopicPartition(topic, 0)
    async with open_consumer(topic) as consumer:
        consumer.assign([where])
        await consumer.commit({where: OffsetAndMetadata(2, "note")})
    admin = await administrator()
    expect(await admin.list_consumer_group_offsets(topic), {where: OffsetAndMetadata(2, "note")}, "offsets")
    await admin.close()


@async_check("admin.delete")
async def admin_delete(topic):
    admin = await administrator()
    await admin.create_topics([NewTopic(topic, 2, 2)])
    await partitions_of(admin, topic, 2)
    error = lambda answer: [each[1] for each in answer.topic_error_codes]
    expect(error(await admin.delete_topics([topic])), [0], "deleted")

    async def listed():
        return await admin.list_topics()

    await until(listed, lambda names: topic not in names, "gone")
    expect(error(await admin.delete_topics([topic])), [3], "deleting again")
    await admin.close()


run_all()
