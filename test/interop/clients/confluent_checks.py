"""confluent-kafka (librdkafka)."""

import time

from confluent_kafka import (
    Consumer,
    ConsumerGroupTopicPartitions,
    IsolationLevel,
    KafkaError,
    KafkaException,
    OFFSET_BEGINNING,
    OFFSET_INVALID,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    OffsetSpec,
    ResourceType,
)

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
    rebalance_of_three,
    run_all,
    settled,
    static_members,
    until,
    values,
)

SESSION = {"session.timeout.ms": 10_000, "heartbeat.interval.ms": 300}
common = {"bootstrap.servers": bootstrap}


def send(producer, topic, by_partition, **extra):
    """Sends and returns the offsets after the last record of each partition."""
    failures, ends = [], {}

    def delivered(error, message):
        if error:
            failures.append(str(error))
        elif message.offset() is not None:
            ends[message.partition()] = max(ends.get(message.partition(), 0), message.offset() + 1)

    for partition, sent in by_partition.items():
        for value in sent:
            producer.produce(topic, value.encode(), partition=partition, on_delivery=delivered, **extra)
            producer.poll(0)
    expect(producer.flush(PATIENCE_S), 0, "records not delivered")
    expect(failures, [], "deliveries")
    return ends


def write(topic, by_partition, **settings):
    return send(Producer({**common, "acks": "all", "linger.ms": 5, **settings}), topic, by_partition)


def open_consumer(group="unused", **settings):
    settings = {"auto.offset.reset": "earliest", "enable.auto.commit": False, "check.crcs": True, **settings}
    return Consumer({**common, "group.id": group, "fetch.wait.max.ms": 100, **settings})


def take(consumer, count, patience_s=PATIENCE_S):
    """The next `count` values, fewer when the time is over."""
    got, deadline = [], time.monotonic() + patience_s
    while len(got) < count and time.monotonic() < deadline:
        message = consumer.poll(0.1)
        if message is None:
            continue
        if message.error():
            raise KafkaException(message.error())
        got.append(message.value().decode())
    return got


def read(topic, partition, count, isolation="read_committed", patience_s=PATIENCE_S, offset=OFFSET_BEGINNING):
    consumer = open_consumer(**{"isolation.level": isolation})
    consumer.assign([TopicPartition(topic, partition, offset)])
    try:
        return take(consumer, count, patience_s)
    finally:
        consumer.close()


def all_done(futures):
    return [future.result(PATIENCE_S) for future in futures.values()]


def error_name(futures):
    try:
        all_done(futures)
        return "none"
    except KafkaException as failure:
        return failure.args[0].name()


@check("produce.none", 300, {"compression.type": "none"})
@check("produce.gzip", 300, {"compression.type": "gzip"})
@check("produce.snappy", 300, {"compression.type": "snappy"})
@check("produce.lz4", 300, {"compression.type": "lz4"})
@check("produce.zstd", 300, {"compression.type": "zstd"})
@check("produce.acks-0", 300, {"acks": "0"})
@check("produce.acks-1", 300, {"acks": "1"})
@check("produce.acks-all", 300, {"acks": "all"})
@check("produce.idempotent", 300, {"enable.idempotence": True})
def produce(topic, count, settings):
    ends = write(topic, values(count), **{"batch.num.messages": 100, **settings})
    if settings.get("acks") != "0":
        expect(ends, {0: count, 1: count}, "offsets told")
    for partition, sent in values(count).items():
        expect(read(topic, partition, count), sent, "values read")


@check("consume.assigned")
def consume_assigned(topic):
    write(topic, values(50))
    consumer = open_consumer()
    consumer.assign([TopicPartition(topic, 0, 45), TopicPartition(topic, 1, OFFSET_BEGINNING)])
    got = take(consumer, 55)
    expect(sorted(got), sorted(values(50)[0][45:] + values(50)[1]), "values read")
    consumer.seek(TopicPartition(topic, 0, 48))
    expect(take(consumer, 2), values(50)[0][48:], "values after a seek")
    consumer.close()


@check("consume.by-time")
def find_by_time(topic):
    base = int(time.time() * 1_000) - 60_000
    producer = Producer(common)
    for n in range(5):
        send(producer, topic, {0: [str(n)]}, timestamp=base + n * 1_000)
    consumer = open_consumer()
    at = lambda ms: consumer.offsets_for_times([TopicPartition(topic, 0, ms)], PATIENCE_S)[0].offset
    expect([at(base), at(base + 2_500), at(base + 4_000)], [0, 3, 4], "offsets by time")
    expect(consumer.get_watermark_offsets(TopicPartition(topic, 0), PATIENCE_S), (0, 5), "first and last offset")
    consumer.close()


@check("consume.group")
def consume_group(topic):
    write(topic, values(20))
    sent = sorted(values(20)[0] + values(20)[1])
    first = open_consumer(topic, **SESSION)
    first.subscribe([topic])
    expect(sorted(take(first, 40)), sent, "values read by the group")
    expect(sorted(p.partition for p in first.assignment()), [0, 1], "partitions assigned")
    first.commit(asynchronous=False)
    first.close()
    write(topic, values(5, "later "))
    second = open_consumer(topic, **SESSION)
    second.subscribe([topic])
    expect(sorted(take(second, 10)), sorted(values(5, "later ")[0] + values(5, "later ")[1]), "values read later")
    second.close()


def member(topic, **settings):
    def open(self):
        def on_assign(_, partitions):
            self.assignments += 1

        def on_revoke(_, partitions):
            self.revoked.extend(p.partition for p in partitions)

        consumer = open_consumer(topic, **SESSION, **settings)
        consumer.subscribe([topic], on_assign=on_assign, on_revoke=on_revoke, on_lost=on_revoke)
        return consumer

    def poll(consumer):
        message = consumer.poll(0.1)
        if message is not None and message.error():
            raise KafkaException(message.error())
        records = [] if message is None else [(message.partition(), message.value().decode())]
        return records, [p.partition for p in consumer.assignment()]

    return Member(open, poll, lambda consumer: consumer.close())


@check("group.eager", "roundrobin", False)
@check("group.cooperative", "cooperative-sticky", True)
def rebalance(topic, strategy, cooperative):
    def produce_one_each():
        write(topic, {p: [f"to {p}"] for p in range(6)})
        return [f"to {p}" for p in range(6)]

    rebalance_of_three(
        lambda: member(topic, **{"partition.assignment.strategy": strategy}), produce_one_each, cooperative
    )


@check("group.static")
def static(topic):
    static_members(lambda instance: member(topic, **{"group.instance.id": instance}))


@check("group.fencing")
def fence(topic):
    fenced = lambda error: error.args[0].code() in (KafkaError.FENCED_INSTANCE_ID, KafkaError._FATAL)
    fence_static_member(lambda instance: member(topic, **{"group.instance.id": instance}), fenced)


FRESH = {"topic.metadata.refresh.interval.ms": 300}


@check("group.growth")
def growth(topic):
    def produce_one_each():
        write(topic, {p: [f"to {p}"] for p in range(4)})
        return [f"to {p}" for p in range(4)]

    admin = AdminClient(common)
    grow = lambda: all_done(admin.create_partitions([NewPartitions(topic, 4)]))
    growing_topic(lambda: member(topic, **FRESH), grow, produce_one_each)


@check("consume.markers")
def markers(topic):
    producer = transactional(topic)

    def in_transaction(value, commit):
        producer.begin_transaction()
        send(producer, topic, {0: [value]})
        producer.commit_transaction(PATIENCE_S) if commit else producer.abort_transaction(PATIENCE_S)

    around_markers(in_transaction, lambda offset, isolation, count: read(topic, 0, count, isolation, offset=offset))


@check("consume.gaps")
def gaps(topic):
    producer = Producer(common)

    def offsets_from(offset):
        consumer, seen = open_consumer(), []
        consumer.assign([TopicPartition(topic, 0, offset)])
        until(lambda: consumer.poll(0.1), lambda m: m is not None and (seen.append(m.offset()) or m.offset() == 29))
        consumer.close()
        return seen

    gaps_of_compaction(lambda value: send(producer, topic, {0: [value]}, key=b"k"), offsets_from)


@check("offsets.commit")
def commit_and_fetch(topic):
    write(topic, values(10))
    consumer = open_consumer(topic)
    consumer.assign([TopicPartition(topic, 0), TopicPartition(topic, 1)])
    told = consumer.commit(offsets=[TopicPartition(topic, 0, 7, metadata="note")], asynchronous=False)
    expect([p.error for p in told], [None], "commit")
    committed = open_consumer(topic).committed([TopicPartition(topic, p) for p in (0, 1)], PATIENCE_S)
    expect([(p.offset, p.metadata) for p in committed], [(7, "note"), (OFFSET_INVALID, None)], "committed")
    consumer.close()
    again = open_consumer(topic)
    again.assign([TopicPartition(topic, 0)])
    expect(take(again, 3), values(10)[0][7:], "values from the committed offset")
    again.close()


@check("offsets.reset")
def reset(topic):
    write(topic, values(10))
    consumer = open_consumer(topic, **SESSION)
    consumer.subscribe([topic])
    take(consumer, 20)
    consumer.commit(asynchronous=False)
    consumer.close()
    admin = AdminClient(common)
    to = [TopicPartition(topic, 0, 8), TopicPartition(topic, 1, 9)]
    all_done(admin.alter_consumer_group_offsets([ConsumerGroupTopicPartitions(topic, to)]))
    again = open_consumer(topic, **SESSION)
    again.subscribe([topic])
    expect(sorted(take(again, 3)), sorted(values(10)[0][8:] + values(10)[1][9:]), "values after the reset")
    again.close()
    # Out of the log's range: the policy decides.
    lost = open_consumer(topic, **{"auto.offset.reset": "earliest"})
    lost.assign([TopicPartition(topic, 0, 1_000)])
    expect(take(lost, 10), values(10)[0], "values from the earliest offset")
    lost.close()


def transactional(name, **settings):
    producer = Producer({**common, "transactional.id": name, "transaction.timeout.ms": 60_000, **settings})
    producer.init_transactions(PATIENCE_S)
    return producer


@check("txn.commit")
def txn_commit(topic):
    producer = transactional(topic)
    for turn in ("first ", "second "):
        producer.begin_transaction()
        send(producer, topic, values(5, turn))
        producer.commit_transaction(PATIENCE_S)
    for partition in (0, 1):
        expect(read(topic, partition, 10), values(5, "first ")[partition] + values(5, "second ")[partition], "values")


@check("txn.abort")
def txn_abort(topic):
    producer = transactional(topic)
    producer.begin_transaction()
    send(producer, topic, values(5, "aborted "))
    producer.abort_transaction(PATIENCE_S)
    producer.begin_transaction()
    send(producer, topic, values(5, "kept "))
    producer.commit_transaction(PATIENCE_S)
    for partition in (0, 1):
        kept = values(5, "kept ")[partition]
        expect(read(topic, partition, 5), kept, "values read committed")
        everything = values(5, "aborted ")[partition] + kept
        expect(read(topic, partition, 10, "read_uncommitted"), everything, "values read uncommitted")


@check("txn.read-committed")
def txn_open(topic):
    write(topic, {0: ["before"]})
    producer = transactional(topic)
    producer.begin_transaction()
    send(producer, topic, {0: ["inside"]})
    write(topic, {0: ["after"]})
    expect(read(topic, 0, 3, patience_s=1.5), ["before"], "values while the transaction is open")
    expect(read(topic, 0, 3, "read_uncommitted"), ["before", "inside", "after"], "values read uncommitted")
    admin, where = AdminClient(common), TopicPartition(topic, 0)
    latest = lambda level: admin.list_offsets({where: OffsetSpec.latest()}, isolation_level=level)[where].result().offset
    expect(latest(IsolationLevel.READ_COMMITTED), 1, "last stable offset")
    expect(latest(IsolationLevel.READ_UNCOMMITTED), 3, "end offset")
    producer.commit_transaction(PATIENCE_S)
    expect(read(topic, 0, 3), ["before", "inside", "after"], "values after the commit")


@check("txn.fencing")
def txn_fencing(topic):
    old = transactional(topic)
    old.begin_transaction()
    send(old, topic, {0: ["of the old one"]})
    new = transactional(topic)
    try:
        old.commit_transaction(PATIENCE_S)
        raise AssertionError("the old producer committed")
    except KafkaException as failure:
        expect(failure.args[0].code(), KafkaError._FENCED, "error of the old producer")
        expect(failure.args[0].fatal(), True, "fatal")
    new.begin_transaction()
    send(new, topic, {0: ["of the new one"]})
    new.commit_transaction(PATIENCE_S)
    expect(read(topic, 0, 1), ["of the new one"], "values read committed")


@check("txn.offsets")
def txn_offsets(topic):
    write(topic, values(10))
    consumer = open_consumer(topic, **SESSION)
    consumer.subscribe([topic])
    take(consumer, 20)
    producer = transactional(topic + ".copy")
    committed = lambda: [p.offset for p in consumer.committed([TopicPartition(topic, p) for p in (0, 1)], PATIENCE_S)]
    to = [TopicPartition(topic, 0, 4), TopicPartition(topic, 1, 6)]
    producer.begin_transaction()
    producer.send_offsets_to_transaction(to, consumer.consumer_group_metadata(), PATIENCE_S)
    producer.abort_transaction(PATIENCE_S)
    expect(committed(), [OFFSET_INVALID, OFFSET_INVALID], "committed after the abort")
    producer.begin_transaction()
    producer.send_offsets_to_transaction(to, consumer.consumer_group_metadata(), PATIENCE_S)
    producer.commit_transaction(PATIENCE_S)
    expect(committed(), [4, 6], "committed after the commit")
    consumer.close()


def partitions_of(admin, topic, count):
    def look():
        found = admin.list_topics(timeout=PATIENCE_S).topics.get(topic)
        return found.partitions if found else {}

    complete = lambda seen: len(seen) == count and all(p.leader >= 0 for p in seen.values())
    return until(look, complete, f"{count} partitions of {topic}")


@check("admin.create")
def admin_create(topic):
    admin = AdminClient(common)
    expect(error_name(admin.create_topics([NewTopic(topic, 3, 3, config={"segment.bytes": "1048576"})])), "none")
    expect([len(p.replicas) for p in partitions_of(admin, topic, 3).values()], [3, 3, 3], "replicas")
    expect(error_name(admin.create_topics([NewTopic(topic, 3, 3)])), "TOPIC_ALREADY_EXISTS")
    expect(error_name(admin.create_topics([NewTopic(topic + ".wide", 1, 4)])), "INVALID_REPLICATION_FACTOR")
    expect(settled(lambda: config_of(admin, topic, "segment.bytes")), "1048576", "its config")
    brokers = sorted(f"{b.host}:{b.port}" for b in admin.describe_cluster().result(PATIENCE_S).nodes)
    expect(brokers, sorted(bootstrap.split(",")), "brokers")


def config_of(admin, topic, name):
    resource = ConfigResource(ResourceType.TOPIC, topic)
    return admin.describe_configs([resource])[resource].result(PATIENCE_S)[name].value


@check("admin.configs")
def admin_configs(topic):
    admin = AdminClient(common)
    expect(config_of(admin, topic, "retention.ms"), "604800000", "default")
    all_done(admin.alter_configs([ConfigResource(ResourceType.TOPIC, topic, set_config={"retention.ms": "7200000"})]))
    until(lambda: config_of(admin, topic, "retention.ms"), lambda value: value == "7200000", "retention.ms")
    wrong = ConfigResource(ResourceType.TOPIC, topic, set_config={"retention.ms": "soon"})
    # Kafka 2.6 answers INVALID_REQUEST to AlterConfigs where later ones say INVALID_CONFIG.
    expect(error_name(admin.alter_configs([wrong])) in ("INVALID_CONFIG", "INVALID_REQUEST"), True, "refusal")


@check("admin.incremental")
def admin_incremental(topic):
    admin = AdminClient(common)

    def alter(name, operation, value=None):
        entry = ConfigEntry(name, value, incremental_operation=operation)
        all_done(admin.incremental_alter_configs([ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])]))

    def becomes(name, value):
        until(lambda: config_of(admin, topic, name), lambda seen: seen == value, name)

    alter("retention.ms", AlterConfigOpType.SET, "3600000")
    becomes("retention.ms", "3600000")
    alter("cleanup.policy", AlterConfigOpType.APPEND, "compact")
    becomes("cleanup.policy", "delete,compact")
    alter("cleanup.policy", AlterConfigOpType.SUBTRACT, "delete")
    becomes("cleanup.policy", "compact")
    alter("retention.ms", AlterConfigOpType.DELETE)
    becomes("retention.ms", "604800000")


@check("admin.partitions")
def admin_partitions(topic):
    admin = AdminClient(common)
    expect(error_name(admin.create_partitions([NewPartitions(topic, 5)])), "none", "more partitions")
    partitions_of(admin, topic, 5)
    expect(error_name(admin.create_partitions([NewPartitions(topic, 3)])), "INVALID_PARTITIONS", "fewer partitions")


@check("admin.delete-records")
def admin_delete_records(topic):
    write(topic, {0: [str(n) for n in range(10)]})
    admin, where = AdminClient(common), TopicPartition(topic, 0, 6)
    expect([deleted.low_watermark for deleted in all_done(admin.delete_records([where]))], [6], "low watermark")
    expect(read(topic, 0, 4), ["6", "7", "8", "9"], "what is left")
    beyond = TopicPartition(topic, 0, 11)
    expect(error_name(admin.delete_records([beyond])), "OFFSET_OUT_OF_RANGE", "beyond the end")


@check("admin.groups")
def admin_groups(topic):
    write(topic, values(5))
    admin = AdminClient(common)
    consumer = open_consumer(topic, **SESSION, **{"client.id": "the-member"})
    consumer.subscribe([topic])
    take(consumer, 10)
    consumer.commit(asynchronous=False)
    listed = {g.group_id: g for g in admin.list_consumer_groups().result(PATIENCE_S).valid}
    expect(listed[topic].state.name, "STABLE", "state listed")
    described = admin.describe_consumer_groups([topic])[topic].result(PATIENCE_S)
    expect((described.state.name, described.partition_assignor), ("STABLE", "range"), "state described")
    assigned = [(m.client_id, sorted(p.partition for p in m.assignment.topic_partitions)) for m in described.members]
    expect(assigned, [("the-member", [0, 1])], "members")
    consumer.close()


@check("admin.delete-groups")
def admin_delete_groups(topic):
    write(topic, values(5))
    admin = AdminClient(common)
    consumer = open_consumer(topic, **SESSION)
    consumer.subscribe([topic])
    take(consumer, 10)
    consumer.commit(asynchronous=False)
    expect(error_name(admin.delete_consumer_groups([topic])), "NON_EMPTY_GROUP", "deleting a group with a member")
    consumer.close()
    state = lambda: admin.describe_consumer_groups([topic])[topic].result(PATIENCE_S).state.name
    until(state, lambda seen: seen == "EMPTY", "state after leaving")
    expect(error_name(admin.delete_consumer_groups([topic])), "none", "deleting")
    expect(error_name(admin.delete_consumer_groups([topic])), "GROUP_ID_NOT_FOUND", "deleting again")
    listed = [g.group_id for g in admin.list_consumer_groups().result(PATIENCE_S).valid]
    expect(topic in listed, False, "listed after deletion")


@check("admin.group-offsets")
@check("admin.alter-group-offsets")
def admin_group_offsets(topic):
    write(topic, values(5))
    admin = AdminClient(common)
    to = [TopicPartition(topic, 0, 2), TopicPartition(topic, 1, 3)]
    all_done(admin.alter_consumer_group_offsets([ConsumerGroupTopicPartitions(topic, to)]))
    [listed] = all_done(admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(topic)]))
    expect(sorted((p.partition, p.offset) for p in listed.topic_partitions), [(0, 2), (1, 3)], "offsets")


@check("admin.list-offsets")
def admin_list_offsets(topic):
    write(topic, values(5))
    admin, where = AdminClient(common), TopicPartition(topic, 1)
    offset = lambda spec: admin.list_offsets({where: spec})[where].result(PATIENCE_S).offset
    expect([offset(OffsetSpec.earliest()), offset(OffsetSpec.latest())], [0, 5], "offsets")
    expect(offset(OffsetSpec.for_timestamp(1)), 0, "offset by time")


@check("admin.delete")
def admin_delete(topic):
    admin = AdminClient(common)
    all_done(admin.create_topics([NewTopic(topic, 2, 2)]))
    partitions_of(admin, topic, 2)
    all_done(admin.delete_topics([topic]))
    until(lambda: topic not in admin.list_topics(timeout=PATIENCE_S).topics, what="gone")
    expect(error_name(admin.delete_topics([topic])), "UNKNOWN_TOPIC_OR_PART", "deleting again")


run_all()
