import java.util.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.errors.*;

/** Transactions. */
class TransactionChecks extends Checks {
    static KafkaProducer<String, String> transactional(String name) {
        KafkaProducer<String, String> producer = producer("transactional.id", name);
        producer.initTransactions();
        return producer;
    }

    static void commitTransactions(String topic) throws Exception {
        try (KafkaProducer<String, String> producer = transactional(topic)) {
            for (String turn : List.of("first ", "second ")) {
                producer.beginTransaction();
                send(producer, topic, 5, turn);
                producer.commitTransaction();
            }
        }
        for (int p = 0; p < 2; p++) {
            List<String> wanted = new ArrayList<>(values(5, "first ", p));
            wanted.addAll(values(5, "second ", p));
            expect(read(topic, p, 10), wanted, "values");
        }
    }

    static void abortTransaction(String topic) throws Exception {
        try (KafkaProducer<String, String> producer = transactional(topic)) {
            producer.beginTransaction();
            send(producer, topic, 5, "aborted ");
            producer.abortTransaction();
            producer.beginTransaction();
            send(producer, topic, 5, "kept ");
            producer.commitTransaction();
        }
        for (int p = 0; p < 2; p++) {
            expect(read(topic, p, 5), values(5, "kept ", p), "values read committed");
            List<String> everything = new ArrayList<>(values(5, "aborted ", p));
            everything.addAll(values(5, "kept ", p));
            expect(read(topic, p, 10, "read_uncommitted", PATIENCE_MS), everything, "values read uncommitted");
        }
    }

    /** KIP-360: a batch that the broker refuses costs a producer its sequence; it goes on with the next epoch. */
    static void bump(String topic) throws Exception {
        try (KafkaProducer<String, String> producer = transactional(topic)) {
            producer.beginTransaction();
            sendOne(producer, topic, 0, "aborted");
            sendTooLarge(producer, topic, 0);
            awaitRefusal(producer, topic);
            producer.abortTransaction();
            producer.beginTransaction();
            sendOne(producer, topic, 0, "kept");
            producer.commitTransaction();
        }
        try (KafkaProducer<String, String> producer = producer("enable.idempotence", true)) {
            sendOne(producer, topic, 1, "before");
            sendTooLarge(producer, topic, 1);
            sendOne(producer, topic, 1, "after");
        }
        expect(read(topic, 0, 1), List.of("kept"), "values of the transactional producer");
        expect(read(topic, 1, 2), List.of("before", "after"), "values of the idempotent producer");
    }

    /** The future of a refused batch is done a moment before the producer knows that its transaction can only be aborted. */
    static void awaitRefusal(KafkaProducer<String, String> producer, String topic) {
        try {
            while (true) {
                producer.send(new ProducerRecord<>(topic, 0, null, "aborted"));
                Thread.yield();
            }
        } catch (KafkaException refused) {
            // Now it knows.
        }
    }

    static void sendTooLarge(KafkaProducer<String, String> producer, String topic, int partition) throws Exception {
        try {
            sendOne(producer, topic, partition, "x".repeat(5_000));
            throw new AssertionError("a batch larger than max.message.bytes was taken");
        } catch (java.util.concurrent.ExecutionException failure) {
            expect(failure.getCause().getClass(), RecordTooLargeException.class, "its error");
        }
    }

    static void openTransaction(String topic) throws Exception {
        TopicPartition where = new TopicPartition(topic, 0);
        write(topic, 0, "before");
        try (KafkaProducer<String, String> producer = transactional(topic);
             KafkaConsumer<String, String> committed = consumer(null, "isolation.level", "read_committed")) {
            producer.beginTransaction();
            sendOne(producer, topic, 0, "inside");
            write(topic, 0, "after");
            expect(read(topic, 0, 3, "read_committed", 1_500), List.of("before"), "values while the transaction is open");
            expect(committed.endOffsets(List.of(where)).get(where), 1L, "last stable offset");
            List<String> all = List.of("before", "inside", "after");
            expect(read(topic, 0, 3, "read_uncommitted", PATIENCE_MS), all, "values read uncommitted");
            producer.commitTransaction();
            expect(read(topic, 0, 3), all, "values after the commit");
        }
    }

    static void fencing(String topic) throws Exception {
        try (KafkaProducer<String, String> old = transactional(topic)) {
            old.beginTransaction();
            sendOne(old, topic, 0, "of the old one");
            try (KafkaProducer<String, String> fresh = transactional(topic)) {
                try {
                    old.commitTransaction();
                    throw new AssertionError("the old producer committed");
                } catch (ProducerFencedException | InvalidProducerEpochException expected) {
                    fresh.beginTransaction();
                    sendOne(fresh, topic, 0, "of the new one");
                    fresh.commitTransaction();
                }
            }
        }
        expect(read(topic, 0, 1), List.of("of the new one"), "values read committed");
    }

    static void offsetsInTransaction(String topic) throws Exception {
        write(topic, 10);
        TopicPartition where = new TopicPartition(topic, 0);
        Map<TopicPartition, OffsetAndMetadata> to = Map.of(where, new OffsetAndMetadata(4));
        // Reading committed, it waits for offsets whose transaction is still being decided.
        try (KafkaConsumer<String, String> consumer = consumer(topic, "isolation.level", "read_committed");
             KafkaProducer<String, String> producer = transactional(topic + ".copy")) {
            consumer.subscribe(List.of(topic));
            take(consumer, 20);
            for (boolean commit : new boolean[] {false, true}) {
                producer.beginTransaction();
                producer.sendOffsetsToTransaction(to, consumer.groupMetadata());
                if (commit) producer.commitTransaction();
                else producer.abortTransaction();
                Object committed = consumer.committed(Set.of(where)).get(where);
                expect(Optional.ofNullable(committed), Optional.ofNullable(commit ? to.get(where) : null), "committed");
            }
            producer.beginTransaction();
            ConsumerGroupMetadata stale = new ConsumerGroupMetadata(topic, 0, "nobody", Optional.empty());
            try {
                producer.sendOffsetsToTransaction(to, stale);
                producer.commitTransaction();
                throw new AssertionError("a stranger committed");
            } catch (CommitFailedException expected) {
                producer.abortTransaction();
            }
        }
    }
}
