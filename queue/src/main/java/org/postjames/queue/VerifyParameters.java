package org.postjames.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postjames.access.AddressVerifier.Status;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;

/** The parameters of verify(8), and those that route its probes. */
public final class VerifyParameters {
    static final Parameter<String> ADDRESS_VERIFY_MAP = Parameter.text("address_verify_map");
    static final Parameter<Boolean> ADDRESS_VERIFY_NEGATIVE_CACHE = Parameter.bool("address_verify_negative_cache");
    static final Parameter<Duration> ADDRESS_VERIFY_CACHE_CLEANUP_INTERVAL =
            Parameter.time("address_verify_cache_cleanup_interval");
    static final Parameter<Duration> ADDRESS_VERIFY_POSITIVE_EXPIRE_TIME =
            Parameter.time("address_verify_positive_expire_time");
    static final Parameter<Duration> ADDRESS_VERIFY_POSITIVE_REFRESH_TIME =
            Parameter.time("address_verify_positive_refresh_time");
    static final Parameter<Duration> ADDRESS_VERIFY_NEGATIVE_EXPIRE_TIME =
            Parameter.time("address_verify_negative_expire_time");
    static final Parameter<Duration> ADDRESS_VERIFY_NEGATIVE_REFRESH_TIME =
            Parameter.time("address_verify_negative_refresh_time");

    /** How probes are routed: the parameter that counts for them, and the one that counts for other mail. */
    private static final Map<Parameter<String>, String> ROUTING = Map.of(
            Parameter.text("address_verify_relayhost"), "relayhost",
            Parameter.text("address_verify_transport_maps"), "transport_maps",
            Parameter.text("address_verify_local_transport"), "local_transport",
            Parameter.text("address_verify_virtual_transport"), "virtual_transport",
            Parameter.text("address_verify_relay_transport"), "relay_transport",
            Parameter.text("address_verify_default_transport"), "default_transport",
            Parameter.text("address_verify_sender_dependent_relayhost_maps"), "sender_dependent_relayhost_maps",
            Parameter.text("address_verify_sender_dependent_default_transport_maps"),
                    "sender_dependent_default_transport_maps");

    private VerifyParameters() {}

    /** The configuration as the routing of probes sees it; the same if probes go where other mail goes. // trivial-rewrite.c, resolve_verify */
    public static PostfixConfig forProbes(PostfixConfig config) {
        PostfixConfig probes = config;
        List<Map.Entry<Parameter<String>, String>> changed = ROUTING.entrySet().stream()
                .filter(e -> !config.get(e.getKey())
                        .equals(config.value(e.getValue()).orElse("")))
                .toList();
        for (Map.Entry<Parameter<String>, String> entry : changed) {
            probes = probes.with(entry.getValue(), config.get(entry.getKey()));
        }
        return probes;
    }

    /** How long answers count, and when a new probe is sent. */
    record Times(long positiveExpire, long positiveRefresh, long negativeExpire, long negativeRefresh) {
        static Times of(PostfixConfig config) {
            return new Times(
                    config.get(ADDRESS_VERIFY_POSITIVE_EXPIRE_TIME).toSeconds(),
                    config.get(ADDRESS_VERIFY_POSITIVE_REFRESH_TIME).toSeconds(),
                    config.get(ADDRESS_VERIFY_NEGATIVE_EXPIRE_TIME).toSeconds(),
                    config.get(ADDRESS_VERIFY_NEGATIVE_REFRESH_TIME).toSeconds());
        }

        boolean isExpired(Verification entry, long now) {
            return entry.updated() + (entry.status() == Status.DELIVERABLE ? positiveExpire : negativeExpire) < now;
        }

        boolean needsRefresh(Verification entry, long now) {
            return entry.updated() + (entry.status() == Status.DELIVERABLE ? positiveRefresh : negativeRefresh) < now;
        }
    }
}
