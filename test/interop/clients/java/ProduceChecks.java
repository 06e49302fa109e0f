import java.util.*;
import java.util.stream.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;

/** Writing, and reading assigned partitions. */
class ProduceChecks extends Checks {
    static void produce(String topic, Object... pairs) throws Exception {
        int count = 150;
        try (KafkaProducer<String, String> producer = producer(pairs)) {
            List<Long> ends = send(producer, topic, count, "");
            if (!List.of(pairs).contains("0")) expect(ends, List.of((long) count, (long) count), "offsets told");
        }
        for (int p = 0; p < 2; p++) expect(read(topic, p, count), values(count, "", p), "values read");
    }

    static void consumeAssigned(String topic) throws Exception {
        write(topic, 50);
        TopicPartition first = new TopicPartition(topic, 0), second = new TopicPartition(topic, 1);
        try (KafkaConsumer<String, String> consumer = consumer(null)) {
            consumer.assign(List.of(first, second));
            consumer.seek(first, 45);
            consumer.seekToBeginning(List.of(second));
            List<String> wanted = sorted(Stream.concat(values(50, "", 0).subList(45, 50).stream(), values(50, "", 1).stream()));
            expect(sorted(take(consumer, 55).stream()), wanted, "values read");
            consumer.seek(first, 48);
            expect(take(consumer, 2), values(50, "", 0).subList(48, 50), "values after a seek");
        }
    }

    static void findByTime(String topic) throws Exception {
        long base = System.currentTimeMillis() - 60_000;
        TopicPartition where = new TopicPartition(topic, 0);
        try (KafkaProducer<String, String> producer = producer(); KafkaConsumer<String, String> consumer = consumer(null)) {
            for (int n = 0; n < 5; n++) producer.send(new ProducerRecord<>(topic, 0, base + n * 1_000, null, "" + n)).get();
            List<Long> found = new ArrayList<>();
            for (long ms : List.of(0L, 2_500L, 4_000L)) found.add(consumer.offsetsForTimes(Map.of(where, base + ms)).get(where).offset());
            expect(found, List.of(0L, 3L, 4L), "offsets by time");
            expect(consumer.offsetsForTimes(Map.of(where, base + 9_000)).get(where) == null, true, "nothing later");
            expect(consumer.beginningOffsets(List.of(where)).get(where), 0L, "first offset");
            expect(consumer.endOffsets(List.of(where)).get(where), 5L, "end offset");
        }
    }
}
