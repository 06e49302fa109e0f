import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import java.util.stream.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.serialization.*;

/** What the checks share: clients, waiting, and the values that are written. */
class Checks {
    static final long PATIENCE_MS = 40_000;
    static String bootstrap;

    static void expect(Object seen, Object wanted, String what) {
        if (!seen.equals(wanted)) throw new AssertionError(what + ": saw " + seen + ", not " + wanted);
    }

    static <T> T until(Callable<T> look, Predicate<T> accept, String what) throws Exception {
        for (long end = System.currentTimeMillis() + PATIENCE_MS; ; Thread.sleep(50)) {
            T seen = look.call();
            if (accept.test(seen)) return seen;
            if (System.currentTimeMillis() > end) throw new AssertionError(what + ": saw " + seen + " until the end");
        }
    }

    static String failure(KafkaFuture<?> future) throws InterruptedException {
        try {
            future.get();
            return "none";
        } catch (ExecutionException error) {
            return error.getCause().getClass().getSimpleName();
        }
    }

    static Map<String, Object> settings(Object... pairs) {
        Map<String, Object> map = new HashMap<>(Map.of("bootstrap.servers", bootstrap));
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    static Object[] join(Object[] first, Object... second) {
        return Stream.concat(Stream.of(first), Stream.of(second)).toArray();
    }

    static KafkaProducer<String, String> producer(Object... pairs) {
        return new KafkaProducer<>(settings(join(new Object[] {"linger.ms", 5}, pairs)), new StringSerializer(), new StringSerializer());
    }

    static KafkaConsumer<String, String> consumer(String group, Object... pairs) {
        Object[] own = {"auto.offset.reset", "earliest", "enable.auto.commit", false, "fetch.max.wait.ms", 100,
            "session.timeout.ms", 10_000, "heartbeat.interval.ms", 300};
        Map<String, Object> settings = settings(join(own, pairs));
        if (group != null) settings.put("group.id", group);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    static List<String> values(int count, String tag, int partition) {
        return IntStream.range(0, count).mapToObj(n -> tag + partition + ":" + n).collect(Collectors.toList());
    }

    static List<String> both(int count, String tag) {
        return sorted(Stream.concat(values(count, tag, 0).stream(), values(count, tag, 1).stream()));
    }

    static List<String> sorted(Stream<String> values) {
        return values.sorted().collect(Collectors.toList());
    }

    /** Sends the values of both partitions; the offsets after the last record of each. */
    static List<Long> send(KafkaProducer<String, String> producer, String topic, int count, String tag) throws Exception {
        List<Long> ends = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            Future<RecordMetadata> last = null;
            for (String value : values(count, tag, p)) last = producer.send(new ProducerRecord<>(topic, p, "k", value));
            producer.flush();
            ends.add(last.get().offset() + 1);
        }
        return ends;
    }

    static void sendOne(KafkaProducer<String, String> producer, String topic, int partition, String value) throws Exception {
        producer.send(new ProducerRecord<>(topic, partition, null, value)).get();
    }

    static void write(String topic, int count) throws Exception {
        try (KafkaProducer<String, String> producer = producer()) {
            send(producer, topic, count, "");
        }
    }

    static void write(String topic, int partition, String value) throws Exception {
        try (KafkaProducer<String, String> producer = producer()) {
            sendOne(producer, topic, partition, value);
        }
    }

    static List<String> take(KafkaConsumer<String, String> consumer, int count, long patienceMs) {
        List<String> got = new ArrayList<>();
        for (long end = System.currentTimeMillis() + patienceMs; got.size() < count && System.currentTimeMillis() < end; )
            consumer.poll(Duration.ofMillis(200)).forEach(record -> got.add(record.value()));
        return got;
    }

    static List<String> take(KafkaConsumer<String, String> consumer, int count) {
        return take(consumer, count, PATIENCE_MS);
    }

    static List<String> read(String topic, int partition, int count, String isolation, long patienceMs) {
        try (KafkaConsumer<String, String> consumer = consumer(null, "isolation.level", isolation)) {
            consumer.assign(List.of(new TopicPartition(topic, partition)));
            consumer.seekToBeginning(consumer.assignment());
            return take(consumer, count, patienceMs);
        }
    }

    static List<String> read(String topic, int partition, int count) {
        return read(topic, partition, count, "read_committed", PATIENCE_MS);
    }
}
