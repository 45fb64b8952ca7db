package org.postjames.queuefile;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/**
 * Where each file of the queue lies: {@code queue/QID}, or in the hashed queues {@code queue/X/QID}. // mail_queue_dir()
 *
 * @param root {@code $queue_directory}
 * @param hashed the queues that {@code hash_queue_names} lists
 * @param depth {@code hash_queue_depth}, how many levels of subdirectories a hashed queue has
 * @param longIds {@code enable_long_queue_ids}
 */
public record QueueLayout(Path root, Set<String> hashed, int depth, boolean longIds) {
    public static final String MAILDROP = "maildrop";
    public static final String INCOMING = "incoming";
    public static final String ACTIVE = "active";
    public static final String DEFERRED = "deferred";
    public static final String HOLD = "hold";
    public static final String DEFER = "defer";
    public static final String BOUNCE = "bounce";
    public static final String TRACE = "trace";
    public static final String CORRUPT = "corrupt";
    public static final String FLUSH = "flush";

    static final Parameter<List<String>> HASH_QUEUE_NAMES = Parameter.list("hash_queue_names");
    static final Parameter<Integer> HASH_QUEUE_DEPTH = Parameter.integer("hash_queue_depth");

    public static QueueLayout of(PostfixConfig config) {
        return new QueueLayout(
                Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY)),
                Set.copyOf(config.get(HASH_QUEUE_NAMES)),
                config.get(HASH_QUEUE_DEPTH),
                config.get(GlobalParameters.ENABLE_LONG_QUEUE_IDS));
    }

    public Path queue(String queue) {
        return root.resolve(queue);
    }

    /** The place of a file in a queue. The directory may not exist yet if the queue is hashed. */
    public Path path(String queue, String id) {
        if (!hashed.contains(queue)) {
            return root.resolve(queue + "/" + id);
        }
        String key = QueueIdFormat.hashKey(id);
        StringBuilder path = new StringBuilder(queue.length() + id.length() + 8).append(queue);
        for (int i = 0; i < depth; i++) {
            path.append('/').append(i < key.length() ? key.charAt(i) : '_');
        }
        return root.resolve(path.append('/').append(id).toString());
    }

    public Path path(String queue, QueueId id) {
        return path(queue, id.text());
    }
}
