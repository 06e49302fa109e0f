"""What confluent-kafka sees of a cluster: librdkafka.py BOOTSTRAP COMMAND OPTIONS; the last line of output is JSON."""

import json
import sys
import time

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition, OFFSET_BEGINNING
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

bootstrap, command, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
PATIENCE_S = 20


def until(check):
    """What a client learns only by asking again."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        value = check()
        if value is not None or time.monotonic() > deadline:
            return value
        time.sleep(0.1)


def error_of(futures):
    try:
        for future in futures.values():
            future.result(PATIENCE_S)
        return "none"
    except KafkaException as failure:
        return failure.args[0].name()


def partitions_of(admin, topic, count):
    def look():
        found = admin.list_topics(timeout=PATIENCE_S).topics.get(topic)
        complete = found and len(found.partitions) == count and all(p.leader >= 0 for p in found.partitions.values())
        return found.partitions if complete else None

    return until(look)


def config_of(admin, topic):
    resource = ConfigResource(ResourceType.TOPIC, topic)
    return admin.describe_configs([resource])[resource].result(PATIENCE_S)["retention.ms"].value


def administer():
    admin = AdminClient({"bootstrap.servers": bootstrap})
    seen = admin.list_topics(timeout=PATIENCE_S)
    out = {"brokers": sorted([b.id, b.host, b.port] for b in seen.brokers.values())}
    topic = NewTopic("rd-admin", num_partitions=3, replication_factor=3)
    assert error_of(admin.create_topics([topic])) == "none"
    partitions = partitions_of(admin, "rd-admin", 3)
    out["created"] = {"partitions": len(partitions), "replicas": [len(p.replicas) for p in partitions.values()]}
    out["again"] = error_of(admin.create_topics([topic]))
    out["tooWide"] = error_of(admin.create_topics([NewTopic("rd-wide", 1, 4)]))
    assert error_of(admin.create_partitions([NewPartitions("rd-admin", 5)])) == "none"
    out["more"] = len(partitions_of(admin, "rd-admin", 5) or [])
    out["configBefore"] = config_of(admin, "rd-admin")
    entry = ConfigEntry("retention.ms", "3600000", incremental_operation=AlterConfigOpType.SET)
    resource = ConfigResource(ResourceType.TOPIC, "rd-admin", incremental_configs=[entry])
    assert error_of(admin.incremental_alter_configs([resource])) == "none"
    changed = lambda: (lambda value: value if value == "3600000" else None)(config_of(admin, "rd-admin"))
    out["configAfter"] = until(changed)
    where = TopicPartition("rd-admin", 0)
    out["latest"] = admin.list_offsets({where: OffsetSpec.latest()})[where].result(PATIENCE_S).offset
    assert error_of(admin.delete_topics(["rd-admin"])) == "none"
    out["deleted"] = until(lambda: True if "rd-admin" not in admin.list_topics(timeout=PATIENCE_S).topics else None)
    return out


def produce():
    topic, count = options["topic"], options["count"]
    settings = {
        "bootstrap.servers": bootstrap,
        "acks": options["acks"],
        "enable.idempotence": options["idempotent"],
        "compression.type": options["codec"],
        "batch.num.messages": 100,
        "linger.ms": 5,
    }
    failures, offsets = [], [0, 0]

    def delivered(error, message):
        if error:
            failures.append(str(error))
        elif message.offset() is not None:
            offsets[message.partition()] = max(offsets[message.partition()], message.offset() + 1)

    producer = Producer(settings)
    for number in range(count):
        partition, index = number % 2, number // 2
        producer.produce(topic, f"{partition}:{index}".encode(), partition=partition, on_delivery=delivered)
        producer.poll(0)
    left = producer.flush(PATIENCE_S)
    if left:
        failures.append(f"{left} records not delivered")
    return {"failures": failures, "offsets": offsets, "read": [read(topic, p, count // 2) for p in (0, 1)]}


def read(topic, partition, count):
    consumer = Consumer(
        {"bootstrap.servers": bootstrap, "group.id": "unused", "enable.auto.commit": False, "check.crcs": True}
    )
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING)])
    values, deadline = [], time.monotonic() + PATIENCE_S
    while len(values) < count and time.monotonic() < deadline:
        message = consumer.poll(0.2)
        if message is None:
            continue
        if message.error():
            raise KafkaException(message.error())
        values.append(message.value().decode())
    consumer.close()
    return values


print(json.dumps({"administer": administer, "produce": produce}[command]()))
