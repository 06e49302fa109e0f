import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.clients.producer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.errors.FencedInstanceIdException;

/** Groups: rebalances, static members, committed offsets. */
class GroupChecks extends Checks {
    static void consumeGroup(String topic) throws Exception {
        write(topic, 20);
        try (KafkaConsumer<String, String> first = consumer(topic)) {
            first.subscribe(List.of(topic));
            expect(sorted(take(first, 40).stream()), both(20, ""), "values read by the group");
            expect(first.assignment().size(), 2, "partitions assigned");
            first.commitSync();
        }
        try (KafkaProducer<String, String> producer = producer()) {
            send(producer, topic, 5, "later ");
        }
        try (KafkaConsumer<String, String> second = consumer(topic)) {
            second.subscribe(List.of(topic));
            expect(sorted(take(second, 10).stream()), both(5, "later "), "values read later");
        }
    }

    /** A member of a group, which polls on a thread of its own. */
    static class Member extends Thread implements ConsumerRebalanceListener {
        final List<Integer> revoked = new CopyOnWriteArrayList<>();
        final List<String> records = new CopyOnWriteArrayList<>();
        volatile Set<Integer> assigned = Set.of();
        volatile int assignments = 0;
        volatile RuntimeException error;
        volatile boolean ending = false;
        final String topic;
        final Object[] pairs;

        Member(String topic, Object... pairs) {
            this.topic = topic;
            this.pairs = pairs;
            start();
        }

        @Override public void run() {
            try (KafkaConsumer<String, String> consumer = consumer(topic, pairs)) {
                subscribe(consumer);
                while (!ending) {
                    consumer.poll(Duration.ofMillis(100)).forEach(record -> records.add(record.value()));
                    assigned = numbers(consumer.assignment()).collect(Collectors.toSet());
                }
            } catch (RuntimeException failure) {
                error = failure;
            } finally {
                assigned = Set.of();
            }
        }

        void subscribe(KafkaConsumer<String, String> consumer) {
            consumer.subscribe(List.of(topic), this);
        }

        static Stream<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition);
        }

        @Override public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assignments++;
        }

        @Override public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            numbers(partitions).forEach(revoked::add);
        }

        void end() throws InterruptedException {
            ending = true;
            join(PATIENCE_MS);
        }
    }

    /** Waits until the members share all partitions evenly. */
    static List<Set<Integer>> settle(List<Member> members, int partitions) throws Exception {
        return until(() -> {
            for (Member member : members) if (member.error != null) throw member.error;
            return members.stream().map(member -> member.assigned).collect(Collectors.toList());
        }, shares -> {
            IntSummaryStatistics sizes = shares.stream().mapToInt(Set::size).summaryStatistics();
            Set<Integer> all = shares.stream().flatMap(Set::stream).collect(Collectors.toSet());
            return sizes.getMax() - sizes.getMin() <= 1 && sizes.getSum() == partitions && all.size() == partitions;
        }, members.size() + " members share " + partitions + " partitions");
    }

    static void rebalance(String topic, Class<?> assignor, boolean cooperative) throws Exception {
        List<Member> members = new ArrayList<>();
        try {
            for (int n = 0; n < 3; n++) {
                members.add(new Member(topic, "partition.assignment.strategy", assignor.getName()));
                settle(members, 6);
            }
            Set<Integer> kept = new HashSet<>(members.get(0).assigned);
            kept.removeAll(members.get(0).revoked);
            expect(kept.size(), cooperative ? 2 : 0, "partitions that the first member never gave up");
            for (int p = 0; p < 6; p++) write(topic, p, "to " + p);
            Callable<List<String>> got = () -> sorted(members.stream().flatMap(member -> member.records.stream()));
            List<String> wanted = IntStream.range(0, 6).mapToObj(p -> "to " + p).collect(Collectors.toList());
            until(got, seen -> seen.size() >= 6, "records read by the three");
            expect(got.call(), wanted, "records read by the three");
            members.remove(2).end();
            settle(members, 6);
        } finally {
            for (Member member : members) member.end();
        }
    }

    static void staticMembers(String topic) throws Exception {
        Member first = new Member(topic, "group.instance.id", "one"), second = new Member(topic, "group.instance.id", "two");
        List<Member> started = new ArrayList<>(List.of(first, second));
        try {
            List<Set<Integer>> before = settle(List.of(first, second), 4);
            List<Integer> noticed = List.of(second.assignments, second.revoked.size());
            first.end();
            Member again = new Member(topic, "group.instance.id", "one");
            started.add(again);
            expect(settle(List.of(again, second), 4), before, "partitions after the restart of a static member");
            expect(List.of(second.assignments, second.revoked.size()), noticed, "rebalances the other member noticed");
        } finally {
            for (Member member : started) member.end();
        }
    }

    static void fenceStaticMember(String topic) throws Exception {
        Member first = new Member(topic, "group.instance.id", "one"), second = new Member(topic, "group.instance.id", "two");
        List<Member> started = new ArrayList<>(List.of(first, second));
        try {
            settle(started, 4);
            Member twin = new Member(topic, "group.instance.id", "one");
            started.add(twin);
            until(() -> Optional.ofNullable(first.error), Optional::isPresent, "the member whose name another took");
            expect(first.error.getClass(), FencedInstanceIdException.class, "its error");
            settle(List.of(twin, second), 4);
        } finally {
            for (Member member : started) member.end();
        }
    }

    static void commitAndFetch(String topic) throws Exception {
        write(topic, 10);
        TopicPartition where = new TopicPartition(topic, 0), other = new TopicPartition(topic, 1);
        try (KafkaConsumer<String, String> consumer = consumer(topic)) {
            consumer.assign(List.of(where, other));
            consumer.commitSync(Map.of(where, new OffsetAndMetadata(7, "note")));
        }
        try (KafkaConsumer<String, String> again = consumer(topic)) {
            Map<TopicPartition, OffsetAndMetadata> committed = again.committed(Set.of(where, other));
            expect(committed.get(where), new OffsetAndMetadata(7, "note"), "committed");
            expect(committed.get(other) == null, true, "nothing committed elsewhere");
            again.assign(List.of(where));
            expect(take(again, 3), values(10, "", 0).subList(7, 10), "values from the committed offset");
        }
    }

    static void reset(String topic) throws Exception {
        write(topic, 10);
        try (KafkaConsumer<String, String> consumer = consumer(topic)) {
            consumer.subscribe(List.of(topic));
            take(consumer, 20);
            consumer.commitSync();
        }
        try (Admin admin = Admin.create(settings())) {
            Map<TopicPartition, OffsetAndMetadata> to = Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(8));
            admin.alterConsumerGroupOffsets(topic, to).all().get();
        }
        try (KafkaConsumer<String, String> again = consumer(topic)) {
            again.subscribe(List.of(topic));
            expect(take(again, 2), values(10, "", 0).subList(8, 10), "values after the reset");
        }
        try (KafkaConsumer<String, String> strict = consumer(null, "auto.offset.reset", "none")) {
            strict.assign(List.of(new TopicPartition(topic, 0)));
            strict.seek(new TopicPartition(topic, 0), 1_000);
            take(strict, 1, 5_000);
            throw new AssertionError("read beyond the end");
        } catch (org.apache.kafka.clients.consumer.OffsetOutOfRangeException expected) {
            expect(expected.offsetOutOfRangePartitions(), Map.of(new TopicPartition(topic, 0), 1_000L), "out of range");
        }
    }
}
