import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.*;
import org.apache.kafka.common.*;
import org.apache.kafka.common.config.ConfigResource;

/** The admin client. */
class AdminChecks extends Checks {
    static List<Integer> replicas(Admin admin, String topic, int partitions) throws Exception {
        return until(() -> {
            try {
                return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions();
            } catch (ExecutionException unknown) {
                return List.<TopicPartitionInfo>of();
            }
        }, seen -> seen.size() == partitions && seen.stream().allMatch(each -> each.leader() != null), "partitions of " + topic)
            .stream().map(each -> each.replicas().size()).collect(Collectors.toList());
    }

    /** A broker that is asked may not have heard of the topic yet. */
    static ConfigEntry config(Admin admin, String topic, String name) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return until(() -> {
            try {
                return admin.describeConfigs(List.of(resource)).all().get().get(resource).get(name);
            } catch (ExecutionException unknown) {
                return null;
            }
        }, Objects::nonNull, name + " of " + topic);
    }

    static void createTopic(String topic) throws Exception {
        try (Admin admin = Admin.create(settings())) {
            NewTopic shape = new NewTopic(topic, 3, (short) 3).configs(Map.of("segment.bytes", "1048576"));
            CreateTopicsResult created = admin.createTopics(List.of(shape));
            expect(created.replicationFactor(topic).get(), 3, "replication factor told");
            expect(replicas(admin, topic, 3), List.of(3, 3, 3), "replicas");
            expect(config(admin, topic, "segment.bytes").value(), "1048576", "its config");
            expect(failure(admin.createTopics(List.of(shape)).all()), "TopicExistsException", "again");
            KafkaFuture<Void> wide = admin.createTopics(List.of(new NewTopic(topic + ".wide", 1, (short) 4))).all();
            expect(failure(wide), "InvalidReplicationFactorException", "too wide");
            KafkaFuture<Void> tried = admin.createTopics(List.of(new NewTopic(topic + ".tried", 1, (short) 1)), new CreateTopicsOptions().validateOnly(true)).all();
            expect(failure(tried), "none", "validated only");
            expect(admin.listTopics().names().get().contains(topic + ".tried"), false, "made by a validation");
            expect(admin.describeCluster().nodes().get().size(), bootstrap.split(",").length, "brokers");
        }
    }

    static void describeConfigs(String topic) throws Exception {
        try (Admin admin = Admin.create(settings())) {
            ConfigEntry entry = config(admin, topic, "retention.ms");
            expect(entry.value(), "604800000", "default");
            expect(entry.source(), ConfigEntry.ConfigSource.DEFAULT_CONFIG, "its source");
            expect(entry.type(), ConfigEntry.ConfigType.LONG, "its type");
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
            DescribeConfigsOptions fully = new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true);
            ConfigEntry threads = admin.describeConfigs(List.of(broker), fully).all().get().get(broker).get("log.retention.hours");
            expect(threads.value(), "168", "broker config");
            expect(threads.documentation().isEmpty(), false, "without documentation");
        }
    }

    static void alterConfigs(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(settings())) {
            Object[][] steps = {
                {"retention.ms", AlterConfigOp.OpType.SET, "3600000", "3600000"},
                {"cleanup.policy", AlterConfigOp.OpType.APPEND, "compact", "delete,compact"},
                {"cleanup.policy", AlterConfigOp.OpType.SUBTRACT, "delete", "compact"},
                {"retention.ms", AlterConfigOp.OpType.DELETE, "", "604800000"},
            };
            for (Object[] step : steps) {
                AlterConfigOp op = new AlterConfigOp(new ConfigEntry((String) step[0], (String) step[2]), (AlterConfigOp.OpType) step[1]);
                admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all().get();
                until(() -> config(admin, topic, (String) step[0]).value(), step[3]::equals, (String) step[0]);
            }
            AlterConfigOp wrong = new AlterConfigOp(new ConfigEntry("retention.ms", "soon"), AlterConfigOp.OpType.SET);
            String refusal = failure(admin.incrementalAlterConfigs(Map.of(resource, List.of(wrong))).all());
            expect(List.of("InvalidConfigurationException", "InvalidRequestException").contains(refusal), true, refusal);
        }
    }

    static void addPartitions(String topic) throws Exception {
        try (Admin admin = Admin.create(settings())) {
            admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(5))).all().get();
            replicas(admin, topic, 5);
            KafkaFuture<Void> fewer = admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all();
            expect(failure(fewer), "InvalidPartitionsException", "fewer partitions");
        }
    }

    static void deleteRecords(String topic) throws Exception {
        write(topic, 10);
        TopicPartition where = new TopicPartition(topic, 0);
        try (Admin admin = Admin.create(settings())) {
            DeletedRecords deleted = admin.deleteRecords(Map.of(where, RecordsToDelete.beforeOffset(6))).lowWatermarks().get(where).get();
            expect(deleted.lowWatermark(), 6L, "low watermark");
            expect(read(topic, 0, 4), values(10, "", 0).subList(6, 10), "what is left");
            KafkaFuture<Void> beyond = admin.deleteRecords(Map.of(where, RecordsToDelete.beforeOffset(11))).all();
            expect(failure(beyond), "OffsetOutOfRangeException", "beyond the end");
        }
    }

    static void describeGroups(String topic) throws Exception {
        write(topic, 5);
        try (Admin admin = Admin.create(settings()); KafkaConsumer<String, String> consumer = consumer(topic, "client.id", "the-member")) {
            consumer.subscribe(List.of(topic));
            take(consumer, 10);
            ConsumerGroupDescription seen = admin.describeConsumerGroups(List.of(topic)).all().get().get(topic);
            expect(seen.partitionAssignor(), "range", "assignor");
            expect(seen.members().size(), 1, "members");
            MemberDescription member = seen.members().iterator().next();
            expect(List.of(member.clientId(), member.host(), member.assignment().topicPartitions().size()), List.of("the-member", "/127.0.0.1", 2), "member");
            expect(stateOf(admin, topic), "Stable", "state");
            expect(listed(admin).contains(topic), true, "listed");
        }
    }

    static Set<String> listed(Admin admin) throws Exception {
        return admin.listConsumerGroups().all().get().stream().map(ConsumerGroupListing::groupId).collect(Collectors.toSet());
    }

    /** Asked for by another method in each release. */
    static String stateOf(Admin admin, String group) throws Exception {
        ConsumerGroupDescription seen = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
        for (java.lang.reflect.Method method : ConsumerGroupDescription.class.getMethods())
            if (method.getName().equals("groupState")) return String.valueOf(method.invoke(seen));
        return String.valueOf(ConsumerGroupDescription.class.getMethod("state").invoke(seen));
    }

    static void deleteGroups(String topic) throws Exception {
        write(topic, 5);
        try (Admin admin = Admin.create(settings())) {
            try (KafkaConsumer<String, String> consumer = consumer(topic)) {
                consumer.subscribe(List.of(topic));
                take(consumer, 10);
                consumer.commitSync();
                expect(failure(admin.deleteConsumerGroups(List.of(topic)).all()), "GroupNotEmptyException", "with a member");
            }
            until(() -> stateOf(admin, topic), "Empty"::equals, "state after leaving");
            expect(failure(admin.deleteConsumerGroups(List.of(topic)).all()), "none", "deleting");
            expect(failure(admin.deleteConsumerGroups(List.of(topic)).all()), "GroupIdNotFoundException", "deleting again");
            expect(listed(admin).contains(topic), false, "listed after deletion");
        }
    }

    static void groupOffsets(String topic) throws Exception {
        write(topic, 5);
        TopicPartition first = new TopicPartition(topic, 0), second = new TopicPartition(topic, 1);
        Map<TopicPartition, OffsetAndMetadata> to = Map.of(first, new OffsetAndMetadata(2), second, new OffsetAndMetadata(3));
        try (Admin admin = Admin.create(settings())) {
            admin.alterConsumerGroupOffsets(topic, to).all().get();
            expect(admin.listConsumerGroupOffsets(topic).partitionsToOffsetAndMetadata().get(), to, "offsets");
            admin.deleteConsumerGroupOffsets(topic, Set.of(second)).all().get();
            expect(admin.listConsumerGroupOffsets(topic).partitionsToOffsetAndMetadata().get(), Map.of(first, to.get(first)), "offsets left");
        }
    }

    static void listOffsets(String topic) throws Exception {
        write(topic, 5);
        TopicPartition where = new TopicPartition(topic, 1);
        try (Admin admin = Admin.create(settings())) {
            List<Long> seen = new ArrayList<>();
            for (OffsetSpec spec : List.of(OffsetSpec.earliest(), OffsetSpec.latest(), OffsetSpec.forTimestamp(1)))
                seen.add(admin.listOffsets(Map.of(where, spec)).partitionResult(where).get().offset());
            expect(seen, List.of(0L, 5L, 0L), "offsets");
        }
    }

    static void deleteTopic(String topic) throws Exception {
        try (Admin admin = Admin.create(settings())) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 2))).all().get();
            replicas(admin, topic, 2);
            admin.deleteTopics(List.of(topic)).all().get();
            until(() -> admin.listTopics().names().get().contains(topic), seen -> !seen, "listed");
            expect(failure(admin.deleteTopics(List.of(topic)).all()), "UnknownTopicOrPartitionException", "deleting again");
        }
    }
}
