import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts one article on Dateline's raw topic, in an envelope: what is known about it stands beside its body. */
public final class Produce {
    private static final String ENVELOPE = String.join("",
        "{\"id\": \"desk-4711\", \"content_type\": \"text/html\", \"url\": \"https://coast.example/ferry\",",
        " \"source\": \"coast.example\", \"language\": \"en\", \"published\": \"2026-11-19T09:30:00Z\",",
        " \"body\": \"<html><head><title>Ferry strike ends</title></head><body><article><h1>Ferry strike ends</h1>",
        "<p>Ferries between Dover and Calais sailed again on Thursday after a strike of nine days, the port said.",
        " Some 40 crossings were planned.</p></article></body></html>\"}");

    public static void main(String[] arguments) throws Exception {
        String topic = arguments.length > 0 ? arguments[0] : "articles.raw";
        Properties settings = new Properties();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            System.getenv().getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:29092"));
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var message = new ProducerRecord<String, byte[]>(topic, ENVELOPE.getBytes(StandardCharsets.UTF_8));
            var where = producer.send(message).get();
            System.out.printf("%s partition %d offset %d%n", where.topic(), where.partition(), where.offset());
        }
    }
}
