package org.postjames.queue;

import java.time.Duration;
import org.postjames.config.Parameter;

/** The parameters of flush(8). */
final class FlushParameters {
    static final Parameter<String> FAST_FLUSH_DOMAINS = Parameter.text("fast_flush_domains");
    static final Parameter<Duration> FAST_FLUSH_REFRESH_TIME = Parameter.time("fast_flush_refresh_time");
    static final Parameter<Duration> FAST_FLUSH_PURGE_TIME = Parameter.time("fast_flush_purge_time");

    private FlushParameters() {}
}
