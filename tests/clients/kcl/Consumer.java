import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * Reads a stream of the cloud at AWS_ENDPOINT_URL by the Kinesis Client Library, with its leases in
 * DynamoDB and its metrics in CloudWatch, and prints what came out: polling, or with the library's
 * defaults, which are enhanced fan-out. Then the stream is resharded while it is read.
 */
public class Consumer {
  private static final int RECORDS = 2000;
  private static final String STREAM = "events";
  private static final String APPLICATION = "consumer";

  /** Every record and every shard that came. */
  private static final Set<String> records = ConcurrentHashMap.newKeySet();
  private static final Set<String> shards = ConcurrentHashMap.newKeySet();
  private static final CountDownLatch half = new CountDownLatch(RECORDS / 2);
  /** The shards that a split and a merge end. */
  private static final CountDownLatch ended = new CountDownLatch(3);
  private static final CountDownLatch all = new CountDownLatch(RECORDS);

  public static void main(String[] arguments) throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(Consumer::fail);
    KinesisAsyncClient kinesis =
        KinesisClientUtil.createKinesisAsyncClient(KinesisAsyncClient.builder());
    DynamoDbAsyncClient dynamodb = DynamoDbAsyncClient.create();
    CloudWatchAsyncClient cloudwatch = CloudWatchAsyncClient.create();
    boolean polling = arguments[0].equals("polling");
    kinesis.createStream(request -> request.streamName(STREAM).shardCount(2)).join();
    kinesis.waiter().waitUntilStreamExists(request -> request.streamName(STREAM)).join();
    put(kinesis, 0, polling ? RECORDS : RECORDS / 2);
    Scheduler scheduler = scheduler(kinesis, dynamodb, cloudwatch, polling);
    Thread worker = new Thread(scheduler);
    worker.start();
    if (!polling) reshard(kinesis);
    boolean complete = all.await(150, TimeUnit.SECONDS);
    scheduler.startGracefulShutdown().get(60, TimeUnit.SECONDS);
    worker.join();
    System.out.printf("%d of %d records of %d shards%n", records.size(), RECORDS, shards.size());
    long checkpoints =
        dynamodb.scan(request -> request.tableName(APPLICATION)).join().items().stream()
            .filter(item -> item.containsKey("checkpoint"))
            .filter(lease -> lease.get("checkpoint").s().matches("\\d{20,}"))
            .count();
    System.out.printf("%d leases with a checkpoint%n", checkpoints);
    boolean measured =
        cloudwatch.listMetrics(request -> request.namespace(APPLICATION)).join().metrics().stream()
            .anyMatch(metric -> metric.metricName().equals("RecordsProcessed"));
    System.out.printf("%s metrics%n", measured ? "with" : "without");
    System.exit(complete ? 0 : 1);
  }

  private static void fail(Thread thread, Throwable error) {
    error.printStackTrace();
    Runtime.getRuntime().halt(1);
  }

  private static void put(KinesisAsyncClient kinesis, int from, int to) {
    for (int start = from; start < to; start += 500) {
      List<PutRecordsRequestEntry> entries =
          IntStream.range(start, start + 500).mapToObj(Consumer::entry).toList();
      kinesis.putRecords(request -> request.streamName(STREAM).records(entries)).join();
    }
  }

  private static void reshard(KinesisAsyncClient kinesis) throws InterruptedException {
    half.await(150, TimeUnit.SECONDS);
    split(kinesis);
    put(kinesis, RECORDS / 2, RECORDS * 3 / 4);
    merge(kinesis);
    put(kinesis, RECORDS * 3 / 4, RECORDS);
    ended.await(150, TimeUnit.SECONDS);
  }

  /** Ends the first shard in two: a quarter of all hash keys each. */
  private static void split(KinesisAsyncClient kinesis) {
    String quarter = BigInteger.ONE.shiftLeft(126).toString();
    kinesis
        .splitShard(
            request ->
                request
                    .streamName(STREAM)
                    .shardToSplit("shardId-000000000000")
                    .newStartingHashKey(quarter))
        .join();
  }

  /** Ends the second child and its neighbour, which has been there from the start, in one. */
  private static void merge(KinesisAsyncClient kinesis) {
    kinesis
        .mergeShards(
            request ->
                request
                    .streamName(STREAM)
                    .shardToMerge("shardId-000000000003")
                    .adjacentShardToMerge("shardId-000000000001"))
        .join();
  }

  private static PutRecordsRequestEntry entry(int number) {
    String text = String.valueOf(number);
    return PutRecordsRequestEntry.builder()
        .partitionKey(text)
        .data(SdkBytes.fromUtf8String(text))
        .build();
  }

  private static Scheduler scheduler(
      KinesisAsyncClient kinesis,
      DynamoDbAsyncClient dynamodb,
      CloudWatchAsyncClient cloudwatch,
      boolean polling) {
    InitialPositionInStreamExtended start =
        InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
    ConfigsBuilder configs =
        new ConfigsBuilder(
            new SingleStreamTracker(STREAM, start),
            APPLICATION,
            kinesis,
            dynamodb,
            cloudwatch,
            "worker",
            Processor::new);
    LeaseManagementConfig leases = configs.leaseManagementConfig();
    MetricsConfig metrics = configs.metricsConfig();
    RetrievalConfig retrieval = configs.retrievalConfig();
    if (polling) {
      leases.failoverTimeMillis(6000).shardSyncIntervalMillis(500);
      metrics.metricsBufferTimeMillis(1000);
      retrieval.retrievalSpecificConfig(new PollingConfig(STREAM, kinesis));
    }
    return new Scheduler(
        configs.checkpointConfig(),
        configs.coordinatorConfig(),
        leases,
        configs.lifecycleConfig(),
        metrics,
        configs.processorConfig(),
        retrieval);
  }

  private static class Processor implements ShardRecordProcessor {
    @Override
    public void initialize(InitializationInput input) {
      shards.add(input.shardId());
    }

    @Override
    public void processRecords(ProcessRecordsInput input) {
      input.records().forEach(record -> {
        String text = StandardCharsets.UTF_8.decode(record.data()).toString();
        if (records.add(text)) {
          half.countDown();
          all.countDown();
        }
      });
    }

    @Override
    public void leaseLost(LeaseLostInput input) {}

    @Override
    public void shardEnded(ShardEndedInput input) {
      checkpoint(input.checkpointer());
      ended.countDown();
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
      checkpoint(input.checkpointer());
    }

    private static void checkpoint(RecordProcessorCheckpointer checkpointer) {
      try {
        checkpointer.checkpoint();
      } catch (InvalidStateException | ShutdownException error) {
        throw new IllegalStateException(error);
      }
    }
  }
}
