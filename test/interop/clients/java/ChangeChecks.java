import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.regex.Pattern;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.TopicPartition;

/** Groups whose topics or assignors change under them, and reading from offsets that have no record. */
class ChangeChecks extends GroupChecks {
    static final Object[] FRESH = {"metadata.max.age.ms", 500};

    static List<String> records(List<Member> members) {
        return sorted(members.stream().flatMap(member -> member.records.stream()));
    }

    static void growth(String topic) throws Exception {
        List<Member> members = List.of(new Member(topic, FRESH), new Member(topic, FRESH));
        try (Admin admin = Admin.create(settings())) {
            settle(members, 2);
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
            settle(members, 4);
            for (int p = 0; p < 4; p++) write(topic, p, "to " + p);
            List<String> wanted = List.of("to 0", "to 1", "to 2", "to 3");
            until(() -> records(members), wanted::equals, "records read from all partitions");
        } finally {
            for (Member member : members) member.end();
        }
    }

    static void pattern(String topic) throws Exception {
        String later = topic + ".later";
        Member member = new Member(topic, FRESH) {
            @Override void subscribe(KafkaConsumer<String, String> consumer) {
                consumer.subscribe(Pattern.compile(Pattern.quote(topic) + ".*"), this);
            }
        };
        try (Admin admin = Admin.create(settings())) {
            write(topic, 0, "now");
            // A rebalance without a commit reads again.
            Callable<Set<String>> got = () -> new HashSet<>(member.records);
            until(got, Set.of("now")::equals, "what matches now");
            admin.createTopics(List.of(new NewTopic(later, 1, (short) 1))).all().get();
            write(later, 0, "later");
            until(got, Set.of("now", "later")::equals, "what matches later");
        } finally {
            member.end();
        }
    }

    /** KIP-429: from an eager assignor to a cooperative one by two rolling bounces, without a record lost or read twice. */
    static void upgrade(String topic) throws Exception {
        String eager = RangeAssignor.class.getName(), cooperative = CooperativeStickyAssignor.class.getName();
        List<Member> members = new ArrayList<>();
        List<String> read = new ArrayList<>(), written = new ArrayList<>();
        try {
            for (String strategies : List.of(eager, cooperative + "," + eager, cooperative)) {
                for (int n = 0; n < 2; n++) {
                    if (members.size() == 2) read.addAll(ended(members.remove(0)));
                    members.add(new Member(topic, "partition.assignment.strategy", strategies, "enable.auto.commit", true));
                    settle(members, 6);
                }
                for (int p = 0; p < 6; p++) {
                    written.add(strategies.length() + " to " + p);
                    write(topic, p, written.get(written.size() - 1));
                }
                until(() -> records(members).size() + read.size(), size -> size >= written.size(), "records read");
            }
            int revokedBefore = members.get(0).revoked.size();
            members.add(new Member(topic, "partition.assignment.strategy", cooperative));
            settle(members, 6);
            expect(members.get(0).revoked.size() - revokedBefore, 1, "partitions given up for a third member");
            read.addAll(records(members));
            expect(sorted(read.stream()), sorted(written.stream()), "records read");
        } finally {
            for (Member member : members) member.end();
        }
    }

    static List<String> ended(Member member) throws Exception {
        member.end();
        if (member.error != null) throw member.error;
        return member.records;
    }

    static List<ConsumerRecord<String, String>> readFrom(String topic, long offset, String isolation, int last) {
        List<ConsumerRecord<String, String>> seen = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = consumer(null, "isolation.level", isolation)) {
            TopicPartition where = new TopicPartition(topic, 0);
            consumer.assign(List.of(where));
            consumer.seek(where, offset);
            for (long end = System.currentTimeMillis() + PATIENCE_MS; System.currentTimeMillis() < end; ) {
                consumer.poll(Duration.ofMillis(200)).forEach(seen::add);
                if (!seen.isEmpty() && seen.get(seen.size() - 1).offset() >= last) break;
            }
        }
        return seen;
    }

    /** Offsets 1, 3 and 5 are markers: to begin there is to begin after them. */
    static void markers(String topic) throws Exception {
        try (KafkaProducer<String, String> producer = TransactionChecks.transactional(topic)) {
            for (boolean commit : List.of(true, false, true)) {
                producer.beginTransaction();
                sendOne(producer, topic, 0, "value");
                if (commit) producer.commitTransaction();
                else producer.abortTransaction();
            }
        }
        for (String isolation : List.of("read_committed", "read_uncommitted")) {
            for (long marker : List.of(1L, 3L)) {
                List<Long> wanted = (isolation.equals("read_committed") ? Stream.of(0L, 4L) : Stream.of(0L, 2L, 4L))
                    .filter(offset -> offset > marker).collect(Collectors.toList());
                expect(offsets(readFrom(topic, marker, isolation, 4)), wanted, isolation + " from the marker at " + marker);
            }
        }
    }

    static List<Long> offsets(List<ConsumerRecord<String, String>> records) {
        return records.stream().map(ConsumerRecord::offset).collect(Collectors.toList());
    }

    static void gaps(String topic) throws Exception {
        try (KafkaProducer<String, String> producer = producer("linger.ms", 0)) {
            for (int n = 0; n < 30; n++) producer.send(new ProducerRecord<>(topic, 0, "k", n + "x".repeat(100))).get();
        }
        // Two records a segment: of those before the active one the newest is left, after the last of several cleanings.
        Callable<List<Long>> all = () -> offsets(readFrom(topic, 0, "read_uncommitted", 29));
        List<Long> left = until(all, seen -> seen.size() == 3, "what compaction leaves");
        for (long missing : List.of(1L, 7L, 15L, left.get(0) - 1))
            expect(offsets(readFrom(topic, missing, "read_uncommitted", 29)), left, "offsets read from the missing " + missing);
    }
}
