package org.postjames.integration;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scripted before-queue filters among the servers of one scenario, by name. */
final class ScriptedFilters implements AutoCloseable {
    private final Map<String, ScriptedFilter> filters = new LinkedHashMap<>();

    ScriptedFilters(Map<String, List<String>> scripts) throws IOException {
        for (Map.Entry<String, List<String>> script : scripts.entrySet()) {
            if (script.getKey().startsWith("filter ")) {
                filters.put(script.getKey().substring(7), new ScriptedFilter(script.getValue()));
            }
        }
    }

    /** Where they listen: {@code FILTER:NAME} and a port. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        filters.forEach((name, filter) -> ports.put("FILTER:" + name, filter.port()));
        return ports;
    }

    void fill(Workspace workspace) {
        filters.values().forEach(filter -> filter.fill(workspace::fill));
    }

    /** What each was told. One that hangs never ends its session: the mail system has, and that is in the log. */
    String heard() throws IOException {
        StringBuilder heard = new StringBuilder();
        for (Map.Entry<String, ScriptedFilter> filter : filters.entrySet()) {
            Processes.await("the end of the filter's sessions", Duration.ofSeconds(10), () -> filter.getValue()
                    .isIdle());
            heard.append("## filter ")
                    .append(filter.getKey())
                    .append('\n')
                    .append(filter.getValue().heard());
        }
        return heard.toString();
    }

    @Override
    public void close() throws IOException {
        for (ScriptedFilter filter : filters.values()) {
            filter.close();
        }
    }
}
