import java.nio.ByteBuffer;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * A chain of stages by Kafka Streams: each stage counts the events of its key in a store with a
 * changelog and hands them on over a repartition topic. `java Peer BROKERS IN OUT HOPS GUARANTEE
 * FOLDER THREADS COMMIT_MS`; prints `ready` once it runs.
 */
public final class Peer {
  /** One stage: reads and writes the state of the event's key. */
  private static final class Stage implements Processor<String, byte[], String, byte[]> {
    private final String store;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> states;

    Stage(String store) {
      this.store = store;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> given) {
      context = given;
      states = given.getStateStore(store);
    }

    @Override
    public void process(Record<String, byte[]> event) {
      byte[] state = states.get(event.key());
      long count = state == null ? 0 : ByteBuffer.wrap(state).getLong();
      byte[] next = new byte[150];
      ByteBuffer.wrap(next).putLong(count + 1);
      states.put(event.key(), next);
      context.forward(event);
    }
  }

  private Peer() {}

  public static void main(String[] arguments) throws InterruptedException {
    Properties settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "peer-" + arguments[2]);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, arguments[4]);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[5]);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, arguments[6]);
    if (!arguments[7].equals("default")) {
      settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, arguments[7]);
    }
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);

    int hops = Integer.parseInt(arguments[3]);
    StreamsBuilder builder = new StreamsBuilder();
    KStream<String, byte[]> stream = builder.stream(arguments[1]);
    for (int hop = 0; hop < hops; hop++) {
      String store = "state-" + hop;
      builder.addStateStore(Stores.keyValueStoreBuilder(
          Stores.persistentKeyValueStore(store), Serdes.String(), Serdes.ByteArray()));
      stream = stream.repartition().process(() -> new Stage(store), store);
    }
    stream.to(arguments[2]);

    KafkaStreams streams = new KafkaStreams(builder.build(), settings);
    CountDownLatch running = new CountDownLatch(1);
    streams.setStateListener((now, before) -> {
      if (now == KafkaStreams.State.RUNNING) {
        running.countDown();
      }
    });
    Runtime.getRuntime().addShutdownHook(new Thread(() -> streams.close(java.time.Duration.ofSeconds(5))));
    streams.start();
    running.await();
    System.out.println("ready");
    new CountDownLatch(1).await();
  }
}
