import com.google.protobuf.ByteString;
import escalon.contact.v1.Contact;
import escalon.escalation.v1.EscalationOuterClass;
import escalon.journal.v1.Journal;
import escalon.publication.v1.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Escalon's topics from Java: kafka-clients and protobuf-java, nothing of ours but the schemas.
 *
 * <pre>
 *   Subscribe publish BROKERS CONTACT TEXT     write one contact event
 *   Subscribe escalations BROKERS TOPIC COUNT  read COUNT records of a public topic
 *   Subscribe journal BROKERS TOPIC            read a journal from its beginning to its end
 * </pre>
 *
 * Prints a line of JSON each.
 */
public final class Subscribe {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final String BYTES = "org.apache.kafka.common.serialization.ByteArray";

  public static void main(String[] arguments) throws Exception {
    String command = arguments.length > 0 ? arguments[0] : "";
    if (command.equals("publish") && arguments.length == 4) {
      publish(arguments[1], arguments[2], arguments[3]);
    } else if (command.equals("escalations") && arguments.length == 4) {
      escalations(arguments[1], arguments[2], Integer.parseInt(arguments[3]));
    } else if (command.equals("journal") && arguments.length == 3) {
      journal(arguments[1], arguments[2]);
    } else {
      throw new IllegalArgumentException("give publish, escalations or journal; see the source");
    }
  }

  /** A CloudEvent in binary mode: the envelope is headers, the value is the event as protobuf. */
  private static void publish(String brokers, String contact, String text) throws Exception {
    Contact.ContactEvent event =
        Contact.ContactEvent.newBuilder()
            .setContactId(contact)
            .setChannel("chat")
            .setCustomerMessage(Contact.CustomerMessage.newBuilder().setText(text))
            .build();
    String id = UUID.randomUUID().toString();
    Properties settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    settings.put("acks", "all");
    settings.put("key.serializer", BYTES + "Serializer");
    settings.put("value.serializer", BYTES + "Serializer");
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>("escalon.contact.ingress.v1", bytes("any key"), event.toByteArray());
      record.headers().add("ce_specversion", bytes("1.0"));
      record.headers().add("ce_id", bytes(id));
      record.headers().add("ce_source", bytes("urn:example:java"));
      record.headers().add("ce_type", bytes("com.example.contact.message"));
      record.headers().add("content-type", bytes("application/protobuf"));
      producer.send(record).get();
    }
    System.out.printf("{\"id\":\"%s\",\"contact\":\"%s\"}%n", id, contact);
  }

  /**
   * Delivery is at least once: drop what has a ce_id seen before. Keep the ids as long as a record
   * may come again: a day is plenty.
   */
  private static void escalations(String brokers, String topic, int count) throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(brokers, "example-java")) {
      consumer.subscribe(List.of(topic));
      Set<String> seen = new HashSet<>();
      while (seen.size() < count) {
        for (ConsumerRecord<byte[], byte[]> record : poll(consumer)) {
          Publication.PublishedEscalation value =
              Publication.PublishedEscalation.parseFrom(record.value());
          if (seen.size() < count && seen.add(header(record, "ce_id"))) {
            System.out.printf(
                "{\"id\":\"%s\",\"type\":\"%s\",\"case\":\"%s\",\"escalation\":\"%s\","
                    + "\"src\":\"%s\",\"prev\":\"%s\"}%n",
                header(record, "ce_id"), header(record, "ce_type"), value.getCaseId(),
                value.getEvent().getEscalationId(), header(record, "ce_src"),
                header(record, "ce_prev"));
          }
        }
        consumer.commitSync(); // after the work is done
      }
    }
  }

  /**
   * Which records of one partition of a journal are true. Owners that have been replaced may still
   * append, and what was appended may come twice: every reader drops that by this rule.
   */
  private static final class Fold {
    private long epoch = 0;
    private long seq = 0;

    boolean accepts(Journal.JournalRecord record) {
      if (record.hasEpochStart()) { // a new owner begins
        boolean newer = record.getEpochStart().getEpoch() > epoch;
        epoch = Math.max(epoch, record.getEpochStart().getEpoch());
        return newer;
      }
      switch (record.getBodyCase()) {
        case DECISION:
          return follows(record.getDecision().getEpoch(), record.getDecision().getSeq());
        case PROGRESS:
          return follows(record.getProgress().getEpoch(), record.getProgress().getSeq());
        case ATTEMPT:
          return follows(record.getAttempt().getEpoch(), record.getAttempt().getSeq());
        default:
          throw new IllegalStateException("a record of a kind that is newer than this program");
      }
    }

    private boolean follows(long ofEpoch, long ofSeq) {
      if (ofEpoch > epoch) {
        throw new IllegalStateException("the journal is damaged: a marker is missing");
      }
      if (ofEpoch < epoch || ofSeq != seq + 1) {
        return false;
      }
      seq = ofSeq;
      return true;
    }
  }

  /** All partitions from the beginning. Store the fold with the offset to go on later. */
  private static void journal(String brokers, String topic) throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(brokers, "example-java-journal")) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer.partitionsFor(topic).forEach(
          one -> partitions.add(new TopicPartition(topic, one.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<Integer, Fold> folds = new HashMap<>();
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (ConsumerRecord<byte[], byte[]> record : poll(consumer)) {
          Journal.JournalRecord body = Journal.JournalRecord.parseFrom(record.value());
          if (folds.computeIfAbsent(record.partition(), none -> new Fold()).accepts(body)) {
            show(record, body.getDecision());
          }
        }
      }
    }
  }

  private static void show(ConsumerRecord<byte[], byte[]> record, Journal.Decision decision)
      throws Exception {
    for (Journal.Change change : decision.getChangesList()) {
      List<String> events = new ArrayList<>();
      for (ByteString event : change.getEventsList()) {
        EscalationOuterClass.EscalationEvent one =
            EscalationOuterClass.EscalationEvent.parseFrom(event);
        events.add('"' + one.getBodyCase().name().toLowerCase() + '"');
      }
      System.out.printf(
          "{\"partition\":%d,\"offset\":%d,\"key\":\"%s\",\"events\":%s}%n",
          record.partition(), record.offset(), change.getKey(), events);
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String brokers, String group) {
    Properties settings = new Properties();
    settings.put("bootstrap.servers", brokers);
    settings.put("group.id", group);
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", "false");
    settings.put("key.deserializer", BYTES + "Deserializer");
    settings.put("value.deserializer", BYTES + "Deserializer");
    return new KafkaConsumer<>(settings);
  }

  private static Iterable<ConsumerRecord<byte[], byte[]>> poll(
      KafkaConsumer<byte[], byte[]> consumer) {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (System.nanoTime() < end) {
      var records = consumer.poll(Duration.ofMillis(500));
      if (!records.isEmpty()) {
        return records;
      }
    }
    throw new IllegalStateException("nothing came for " + LONGEST.toSeconds() + " s");
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
