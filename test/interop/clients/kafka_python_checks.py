"""kafka-python."""

import re
import time

from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import ConfigResource, KafkaAdminClient, OffsetSpec
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from kafka.coordinator.base import MemberState
from kafka.errors import FencedInstanceIdError, KafkaError, OffsetOutOfRangeError, ProducerFencedError, RebalanceInProgressError
from kafka.structs import OffsetAndMetadata

from checks import (
    PATIENCE_S,
    Member,
    around_markers,
    bootstrap,
    check,
    expect,
    fence_static_member,
    gaps_of_compaction,
    growing_topic,
    later_topic,
    rebalance_of_three,
    run_all,
    settled,
    static_members,
    until,
    values,
)

servers = bootstrap.split(",")
SESSION = {"session_timeout_ms": 10_000, "heartbeat_interval_ms": 300}
# A poll whose time is over while it joins its group may leave the consumer outside: it must last longer than a join on a busy machine.
POLL_MS = 1_500
REMOTE_MS = PATIENCE_S * 1_000


def send(producer, topic, by_partition, **extra):
    """Sends and returns the offsets after the last record of each partition."""
    futures = [
        (p, producer.send(topic, value.encode(), partition=p, **extra)) for p, sent in by_partition.items() for value in sent
    ]
    producer.flush(PATIENCE_S)
    ends = {}
    for partition, future in futures:
        ends[partition] = max(ends.get(partition, 0), future.get(PATIENCE_S).offset + 1)
    return ends


def open_producer(**settings):
    return KafkaProducer(bootstrap_servers=servers, **{"acks": "all", "linger_ms": 5, **settings})


def write(topic, by_partition, **settings):
    producer = open_producer(**settings)
    try:
        return send(producer, topic, by_partition)
    finally:
        producer.close()


def open_consumer(group=None, **settings):
    settings = {"auto_offset_reset": "earliest", "enable_auto_commit": False, "fetch_max_wait_ms": 100, **settings}
    return KafkaConsumer(bootstrap_servers=servers, group_id=group, **settings)


def take(consumer, count, patience_s=PATIENCE_S):
    """The next `count` values, fewer when the time is over."""
    got, deadline = [], time.monotonic() + patience_s
    while len(got) < count and time.monotonic() < deadline:
        for records in consumer.poll(POLL_MS).values():
            got.extend(record.value.decode() for record in records)
    return got


def read(topic, partition, count, isolation="read_committed", patience_s=PATIENCE_S):
    consumer, where = open_consumer(isolation_level=isolation), TopicPartition(topic, partition)
    consumer.assign([where])
    consumer.seek_to_beginning(where)
    try:
        return take(consumer, count, patience_s)
    finally:
        consumer.close()


def error_name(ask):
    try:
        ask()
        return "none"
    except KafkaError as failure:
        return type(failure).__name__


def administrator():
    return KafkaAdminClient(bootstrap_servers=servers)


@check("produce.none", {})
@check("produce.gzip", {"compression_type": "gzip"})
@check("produce.snappy", {"compression_type": "snappy"})
@check("produce.lz4", {"compression_type": "lz4"})
@check("produce.zstd", {"compression_type": "zstd"})
@check("produce.acks-0", {"acks": 0, "enable_idempotence": False})
@check("produce.acks-1", {"acks": 1, "enable_idempotence": False})
@check("produce.acks-all", {"acks": "all", "enable_idempotence": False})
@check("produce.idempotent", {"enable_idempotence": True})
def produce(topic, settings):
    count = 100
    ends = write(topic, values(count), **settings)
    if settings.get("acks") != 0:
        expect(ends, {0: count, 1: count}, "offsets told")
    for partition, sent in values(count).items():
        expect(read(topic, partition, count), sent, "values read")


@check("consume.assigned")
def consume_assigned(topic):
    write(topic, values(50))
    consumer = open_consumer()
    consumer.assign([TopicPartition(topic, 0), TopicPartition(topic, 1)])
    consumer.seek(TopicPartition(topic, 0), 45)
    consumer.seek_to_beginning(TopicPartition(topic, 1))
    expect(sorted(take(consumer, 55)), sorted(values(50)[0][45:] + values(50)[1]), "values read")
    consumer.seek(TopicPartition(topic, 0), 48)
    expect(take(consumer, 2), values(50)[0][48:], "values after a seek")
    consumer.close()


@check("consume.by-time")
def find_by_time(topic):
    base = int(time.time() * 1_000) - 60_000
    producer, consumer, where = open_producer(), open_consumer(), TopicPartition(topic, 0)
    for n in range(5):
        send(producer, topic, {0: [str(n)]}, timestamp_ms=base + n * 1_000)
    at = lambda ms: consumer.offsets_for_times({where: ms})[where].offset
    expect([at(base), at(base + 2_500), at(base + 4_000)], [0, 3, 4], "offsets by time")
    expect((consumer.beginning_offsets([where])[where], consumer.end_offsets([where])[where]), (0, 5), "first and end")
    consumer.close()
    producer.close()


@check("consume.group")
def consume_group(topic):
    write(topic, values(20))
    first = open_consumer(topic, **SESSION)
    first.subscribe([topic])
    expect(sorted(take(first, 40)), sorted(values(20)[0] + values(20)[1]), "values read by the group")
    expect(sorted(p.partition for p in first.assignment()), [0, 1], "partitions assigned")
    first.commit()
    first.close()
    write(topic, values(5, "later "))
    second = open_consumer(topic, **SESSION)
    second.subscribe([topic])
    expect(sorted(take(second, 10)), sorted(values(5, "later ")[0] + values(5, "later ")[1]), "values read later")
    second.close()


class Noticed(ConsumerRebalanceListener):
    def __init__(self, member):
        self.member = member

    def on_partitions_assigned(self, assigned):
        self.member.assignments += 1

    def on_partitions_revoked(self, revoked):
        self.member.revoked.extend(p.partition for p in revoked)


def member(topic, pattern=None, **settings):
    def open(self):
        consumer = open_consumer(topic, **SESSION, **settings)
        consumer.subscribe(None if pattern else [topic], pattern=pattern, listener=Noticed(self))
        return consumer

    def poll(consumer):
        found = consumer.poll(POLL_MS)
        # A leader that joins again because its metadata changed, and whose poll is over between its assignment and the answer to its
        # SyncGroup, never takes that up (kafka-python 3.0.12: it needs no rejoin any more, and its heartbeats stay off).
        if consumer.group_metadata().state is MemberState.REBALANCING:
            consumer._coordinator.request_rejoin()
        if "group_instance_id" in settings and consumer.assignment():
            # Of being fenced its heartbeats only log; a commit tells.
            try:
                consumer.commit({p: OffsetAndMetadata(0, "", -1) for p in consumer.assignment()})
            except RebalanceInProgressError:
                pass
        records = [(p.partition, record.value.decode()) for p, got in found.items() for record in got]
        return records, [p.partition for p in consumer.assignment()]

    return Member(open, poll, lambda consumer: consumer.close())


@check("group.eager", RoundRobinPartitionAssignor, False)
@check("group.cooperative", CooperativeStickyAssignor, True)
def rebalance(topic, assignor, cooperative):
    def produce_one_each():
        write(topic, {p: [f"to {p}"] for p in range(6)})
        return [f"to {p}" for p in range(6)]

    rebalance_of_three(lambda: member(topic, partition_assignment_strategy=[assignor]), produce_one_each, cooperative)


@check("group.static")
def static(topic):
    static_members(lambda instance: member(topic, group_instance_id=instance))


@check("group.fencing")
def fence(topic):
    fenced = lambda error: isinstance(error, FencedInstanceIdError)
    fence_static_member(lambda instance: member(topic, group_instance_id=instance), fenced)


@check("group.growth")
def growth(topic):
    def produce_one_each():
        write(topic, {p: [f"to {p}"] for p in range(4)})
        return [f"to {p}" for p in range(4)]

    grow = lambda: administrator().create_partitions({topic: 4})
    growing_topic(lambda: member(topic, metadata_max_age_ms=500), grow, produce_one_each)


@check("group.pattern")
def later_match(topic):
    later = topic + ".later"
    create = lambda: administrator().create_topics({later: {"num_partitions": 1, "replication_factor": 1}})
    write_one = lambda value, is_later: write(later if is_later else topic, {0: [value]})
    make = lambda: member(topic, f"^{re.escape(topic)}.*", metadata_max_age_ms=500)
    later_topic(make, write_one, create)


@check("consume.markers")
def markers(topic):
    producer = transactional(topic)
    one = lambda value, commit: in_transaction(producer, topic, {0: [value]}, commit)

    def read_from(offset, isolation, count):
        consumer, where = open_consumer(isolation_level=isolation), TopicPartition(topic, 0)
        consumer.assign([where])
        consumer.seek(where, offset)
        got = take(consumer, count)
        consumer.close()
        return got

    around_markers(one, read_from)
    producer.close()


@check("consume.gaps")
def gaps(topic):
    producer = open_producer()

    def offsets_from(offset):
        consumer, where, seen = open_consumer(), TopicPartition(topic, 0), []
        consumer.assign([where])
        consumer.seek(where, offset)

        def poll():
            for records in consumer.poll(POLL_MS).values():
                seen.extend(record.offset for record in records)
            return seen

        until(poll, lambda offsets: offsets and offsets[-1] == 29)
        consumer.close()
        return seen

    gaps_of_compaction(lambda value: send(producer, topic, {0: [value]}, key=b"k"), offsets_from)
    producer.close()


@check("offsets.commit")
def commit_and_fetch(topic):
    write(topic, values(10))
    consumer, where = open_consumer(topic), TopicPartition(topic, 0)
    consumer.assign([where, TopicPartition(topic, 1)])
    consumer.commit({where: OffsetAndMetadata(7, "note", -1)})
    consumer.close()
    again = open_consumer(topic)
    committed = again.committed(where, metadata=True)
    expect((committed.offset, committed.metadata), (7, "note"), "committed")
    expect(again.committed(TopicPartition(topic, 1)), None, "not committed")
    again.assign([where])
    expect(take(again, 3), values(10)[0][7:], "values from the committed offset")
    again.close()


@check("offsets.reset")
def reset(topic):
    write(topic, values(10))
    consumer = open_consumer(topic, **SESSION)
    consumer.subscribe([topic])
    take(consumer, 20)
    consumer.commit()
    consumer.close()
    admin = administrator()
    done = admin.reset_group_offsets(topic, {TopicPartition(topic, 0): 8, TopicPartition(topic, 1): OffsetSpec.EARLIEST})
    expect(sorted((p.partition, each["offset"]) for p, each in done.items()), [(0, 8), (1, 0)], "reset")
    admin.close()
    again = open_consumer(topic, **SESSION)
    again.subscribe([topic])
    expect(sorted(take(again, 12)), sorted(values(10)[0][8:] + values(10)[1]), "values after the reset")
    again.close()


def transactional(name):
    producer = open_producer(transactional_id=name, transaction_timeout_ms=60_000)
    producer.init_transactions()
    return producer


def in_transaction(producer, topic, by_partition, commit=True):
    producer.begin_transaction()
    send(producer, topic, by_partition)
    producer.commit_transaction() if commit else producer.abort_transaction()


@check("txn.commit")
def txn_commit(topic):
    producer = transactional(topic)
    for turn in ("first ", "second "):
        in_transaction(producer, topic, values(5, turn))
    for partition in (0, 1):
        expect(read(topic, partition, 10), values(5, "first ")[partition] + values(5, "second ")[partition], "values")
    producer.close()


@check("txn.abort")
def txn_abort(topic):
    producer = transactional(topic)
    in_transaction(producer, topic, values(5, "aborted "), commit=False)
    in_transaction(producer, topic, values(5, "kept "))
    for partition in (0, 1):
        kept = values(5, "kept ")[partition]
        expect(read(topic, partition, 5), kept, "values read committed")
        everything = values(5, "aborted ")[partition] + kept
        expect(read(topic, partition, 10, "read_uncommitted"), everything, "values read uncommitted")
    producer.close()


@check("txn.read-committed")
def txn_open(topic):
    write(topic, {0: ["before"]})
    producer = transactional(topic)
    producer.begin_transaction()
    send(producer, topic, {0: ["inside"]})
    write(topic, {0: ["after"]})
    expect(read(topic, 0, 3, patience_s=1.5), ["before"], "values while the transaction is open")
    expect(read(topic, 0, 3, "read_uncommitted"), ["before", "inside", "after"], "values read uncommitted")
    consumer, where = open_consumer(isolation_level="read_committed"), TopicPartition(topic, 0)
    expect(consumer.end_offsets([where])[where], 1, "last stable offset")
    producer.commit_transaction()
    expect(read(topic, 0, 3), ["before", "inside", "after"], "values after the commit")
    consumer.close()
    producer.close()


@check("txn.fencing")
def txn_fencing(topic):
    old = transactional(topic)
    old.begin_transaction()
    send(old, topic, {0: ["of the old one"]})
    new = transactional(topic)
    expect(error_name(old.commit_transaction), ProducerFencedError.__name__, "error of the old producer")
    in_transaction(new, topic, {0: ["of the new one"]})
    expect(read(topic, 0, 1), ["of the new one"], "values read committed")
    new.close()


@check("txn.offsets")
def txn_offsets(topic):
    write(topic, values(10))
    consumer = open_consumer(topic, **SESSION)
    consumer.subscribe([topic])
    take(consumer, 20)
    producer = transactional(topic + ".copy")
    committed = lambda: [consumer.committed(TopicPartition(topic, p), timeout_ms=REMOTE_MS) for p in (0, 1)]
    to = {TopicPartition(topic, p): OffsetAndMetadata(offset, "", -1) for p, offset in ((0, 4), (1, 6))}
    producer.begin_transaction()
    producer.send_offsets_to_transaction(to, consumer.group_metadata())
    producer.abort_transaction()
    expect(committed(), [None, None], "committed after the abort")
    producer.begin_transaction()
    producer.send_offsets_to_transaction(to, consumer.group_metadata())
    producer.commit_transaction()
    # It asks without require_stable: the answer may come before the marker.
    until(committed, lambda seen: seen == [4, 6], "committed after the commit")
    consumer.close()
    producer.close()


def partitions_of(admin, topic, count):
    def look():
        [found] = admin.describe_topics([topic])
        return found["partitions"]

    complete = lambda seen: len(seen) == count and all(p["leader_id"] >= 0 for p in seen)
    return until(look, complete, f"{count} partitions of {topic}")


def config_of(admin, topic, name):
    [[found]] = [list(by_name.values()) for by_name in admin.describe_configs([ConfigResource("TOPIC", topic)], config_filter="all").values()]
    return found[name]["value"]


@check("admin.create")
def admin_create(topic):
    admin = administrator()
    shape = {"num_partitions": 3, "replication_factor": 3, "configs": {"segment.bytes": "1048576"}}
    admin.create_topics({topic: shape}, wait_for_metadata=True)
    expect([len(p["replica_nodes"]) for p in partitions_of(admin, topic, 3)], [3, 3, 3], "replicas")
    expect(settled(lambda: config_of(admin, topic, "segment.bytes")), "1048576", "its config")
    expect(error_name(lambda: admin.create_topics({topic: shape})), "TopicAlreadyExistsError", "again")
    wide = {"num_partitions": 1, "replication_factor": 4}
    expect(error_name(lambda: admin.create_topics({topic + ".wide": wide})), "InvalidReplicationFactorError", "too wide")
    brokers = sorted(f"{b['host']}:{b['port']}" for b in admin.describe_cluster()["brokers"])
    expect(brokers, sorted(servers), "brokers")
    admin.close()


@check("admin.configs", False)
@check("admin.incremental", True)
def admin_configs(topic, incremental):
    admin = administrator()

    def alter(**configs):
        configs = {name.replace("_", "."): value for name, value in configs.items()}
        admin.alter_configs([ConfigResource("TOPIC", topic, configs)], incremental=incremental)

    def becomes(name, value):
        until(lambda: config_of(admin, topic, name), lambda seen: seen == value, name)

    becomes("retention.ms", "604800000")
    alter(retention_ms="3600000")
    becomes("retention.ms", "3600000")
    if incremental:
        alter(cleanup_policy=("APPEND", "compact"))
        becomes("cleanup.policy", "delete,compact")
        alter(cleanup_policy=("SUBTRACT", "delete"))
        becomes("cleanup.policy", "compact")
        alter(retention_ms=("DELETE", None))
        becomes("retention.ms", "604800000")
    admin.close()


@check("admin.partitions")
def admin_partitions(topic):
    admin = administrator()
    admin.create_partitions({topic: 5})
    partitions_of(admin, topic, 5)
    expect(error_name(lambda: admin.create_partitions({topic: 3})), "InvalidPartitionsError", "fewer partitions")
    admin.close()


@check("admin.delete-records")
def admin_delete_records(topic):
    write(topic, {0: [str(n) for n in range(10)]})
    admin, where = administrator(), TopicPartition(topic, 0)
    expect(admin.delete_records({where: 6})[where]["low_watermark"], 6, "low watermark")
    expect(read(topic, 0, 4), ["6", "7", "8", "9"], "what is left")
    expect(error_name(lambda: admin.delete_records({where: 11})), OffsetOutOfRangeError.__name__, "beyond the end")
    admin.close()


@check("admin.groups")
def admin_groups(topic):
    write(topic, values(5))
    admin = administrator()
    consumer = open_consumer(topic, **SESSION, client_id="the-member")
    consumer.subscribe([topic])
    take(consumer, 10)
    consumer.commit()
    expect([g["group_state"] for g in admin.list_groups() if g["group_id"] == topic], ["Stable"], "listed")
    described = admin.describe_groups([topic])[topic]
    expect((described["group_state"], described["protocol_data"]), ("Stable", "range"), "described")
    expect([m["client_id"] for m in described["members"]], ["the-member"], "members")
    consumer.close()
    admin.close()


@check("admin.delete-groups")
def admin_delete_groups(topic):
    write(topic, values(5))
    admin = administrator()
    consumer = open_consumer(topic, **SESSION)
    consumer.subscribe([topic])
    take(consumer, 10)
    consumer.commit()
    expect(admin.delete_groups([topic]), {topic: "NonEmptyGroupError"}, "deleting a group with a member")
    consumer.close()
    until(lambda: admin.describe_groups([topic])[topic]["group_state"], lambda state: state == "Empty", "state after")
    expect(admin.delete_groups([topic]), {topic: "OK"}, "deleting")
    expect([g for g in admin.list_groups() if g["group_id"] == topic], [], "listed after deletion")
    admin.close()


@check("admin.group-offsets")
@check("admin.alter-group-offsets")
def admin_group_offsets(topic):
    write(topic, values(5))
    admin = administrator()
    to = {TopicPartition(topic, 0): OffsetAndMetadata(2, "", -1), TopicPartition(topic, 1): OffsetAndMetadata(3, "", -1)}
    expect([error.errno for error in admin.alter_group_offsets(topic, to).values()], [0, 0], "altered")
    listed = admin.list_group_offsets(topic)[topic]
    expect(sorted((p.partition, each.offset) for p, each in listed.items()), [(0, 2), (1, 3)], "offsets")
    deleted = admin.delete_group_offsets(topic, [TopicPartition(topic, 1)])
    expect([error.errno for error in deleted.values()], [0], "deleted")
    listed = admin.list_group_offsets(topic)[topic]
    expect(sorted((p.partition, each.offset) for p, each in listed.items()), [(0, 2)], "offsets left")
    admin.close()


@check("admin.list-offsets")
def admin_list_offsets(topic):
    write(topic, values(5))
    admin, where = administrator(), TopicPartition(topic, 1)
    offset = lambda spec: admin.list_partition_offsets({where: spec})[where].offset
    expect([offset(OffsetSpec.EARLIEST), offset(OffsetSpec.LATEST)], [0, 5], "offsets")
    admin.close()


@check("admin.delete")
def admin_delete(topic):
    admin = administrator()
    admin.create_topics({topic: {"num_partitions": 2, "replication_factor": 2}}, wait_for_metadata=True)
    admin.delete_topics([topic])
    until(lambda: topic not in admin.list_topics(), what="gone")
    expect(error_name(lambda: admin.delete_topics([topic])), "UnknownTopicOrPartitionError", "deleting again")
    admin.close()


run_all()
