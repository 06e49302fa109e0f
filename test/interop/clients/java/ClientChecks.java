import java.io.*;
import java.util.*;
import java.util.concurrent.*;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;

/** The Java client: BOOTSTRAP PREFIX FEATURE...; prints a line of JSON for each check that is over. A check gets its topic's name. */
public class ClientChecks extends Checks {
    static final int AT_ONCE = 4;

    interface Check { void run(String topic) throws Exception; }

    public static void main(String[] args) throws Exception {
        bootstrap = args[0];
        Map<String, Check> checks = new LinkedHashMap<>();
        for (String codec : List.of("none", "gzip", "snappy", "lz4", "zstd"))
            checks.put("produce." + codec, topic -> ProduceChecks.produce(topic, "compression.type", codec));
        for (String acks : List.of("0", "1", "all"))
            checks.put("produce.acks-" + acks, topic -> ProduceChecks.produce(topic, "acks", acks, "enable.idempotence", "false"));
        checks.put("produce.idempotent", topic -> ProduceChecks.produce(topic, "enable.idempotence", "true"));
        checks.put("consume.assigned", ProduceChecks::consumeAssigned);
        checks.put("consume.by-time", ProduceChecks::findByTime);
        checks.put("consume.group", GroupChecks::consumeGroup);
        checks.put("group.eager", topic -> GroupChecks.rebalance(topic, RoundRobinAssignor.class, false));
        checks.put("group.cooperative", topic -> GroupChecks.rebalance(topic, CooperativeStickyAssignor.class, true));
        checks.put("group.static", GroupChecks::staticMembers);
        checks.put("group.fencing", GroupChecks::fenceStaticMember);
        checks.put("group.growth", ChangeChecks::growth);
        checks.put("group.pattern", ChangeChecks::pattern);
        checks.put("group.upgrade", ChangeChecks::upgrade);
        checks.put("consume.markers", ChangeChecks::markers);
        checks.put("consume.gaps", ChangeChecks::gaps);
        checks.put("txn.bump", TransactionChecks::bump);
        checks.put("offsets.commit", GroupChecks::commitAndFetch);
        checks.put("offsets.reset", GroupChecks::reset);
        checks.put("txn.commit", TransactionChecks::commitTransactions);
        checks.put("txn.abort", TransactionChecks::abortTransaction);
        checks.put("txn.read-committed", TransactionChecks::openTransaction);
        checks.put("txn.fencing", TransactionChecks::fencing);
        checks.put("txn.offsets", TransactionChecks::offsetsInTransaction);
        checks.put("admin.create", AdminChecks::createTopic);
        checks.put("admin.configs", AdminChecks::describeConfigs);
        checks.put("admin.incremental", AdminChecks::alterConfigs);
        checks.put("admin.partitions", AdminChecks::addPartitions);
        checks.put("admin.delete-records", AdminChecks::deleteRecords);
        checks.put("admin.groups", AdminChecks::describeGroups);
        checks.put("admin.delete-groups", AdminChecks::deleteGroups);
        checks.put("admin.group-offsets", AdminChecks::groupOffsets);
        checks.put("admin.alter-group-offsets", AdminChecks::groupOffsets);
        checks.put("admin.list-offsets", AdminChecks::listOffsets);
        checks.put("admin.delete", AdminChecks::deleteTopic);
        List<String> only = List.of(args).subList(2, args.length);
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        checks.forEach((feature, check) -> {
            if (only.isEmpty() || only.contains(feature)) pool.submit(() -> report(args[1], feature, check));
        });
        pool.shutdown();
        pool.awaitTermination(10, TimeUnit.MINUTES);
        System.exit(0);
    }

    static void report(String prefix, String feature, Check check) {
        long started = System.currentTimeMillis();
        String error = "null";
        try {
            check.run(prefix + "." + feature);
        } catch (Throwable failure) {
            java.io.StringWriter text = new java.io.StringWriter();
            failure.printStackTrace(new java.io.PrintWriter(text));
            error = quote(text.toString());
        }
        double seconds = (System.currentTimeMillis() - started) / 1000.0;
        System.out.println("{\"feature\": \"" + feature + "\", \"seconds\": " + seconds + ", \"error\": " + error + "}");
    }

    static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c < ' ') out.append(c == '\n' ? "\\n" : " ");
            else out.append(c == '"' || c == '\\' ? "\\" + c : String.valueOf(c));
        }
        return out.append('"').toString();
    }
}
