package org.postjames.integration;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The scripted mail filters among the servers of one scenario, by name. */
final class ScriptedMilters implements AutoCloseable {
    private final Map<String, ScriptedMilter> milters = new LinkedHashMap<>();

    ScriptedMilters(Map<String, List<String>> scripts) throws IOException {
        for (Map.Entry<String, List<String>> script : scripts.entrySet()) {
            if (script.getKey().startsWith("milter ")) {
                milters.put(script.getKey().substring(7), new ScriptedMilter(script.getValue()));
            }
        }
    }

    /** Where they listen: {@code MILTER:NAME} and a port. */
    Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        milters.forEach((name, milter) -> ports.put("MILTER:" + name, milter.port()));
        return ports;
    }

    /** What came before does not count. */
    void forget() throws IOException {
        for (ScriptedMilter milter : milters.values()) {
            Processes.await("the end of the first session", Duration.ofSeconds(5), milter::isIdle);
            milter.forget();
        }
    }

    /** What each was told, when all sessions are over. */
    String heard() throws IOException {
        StringBuilder heard = new StringBuilder();
        for (Map.Entry<String, ScriptedMilter> milter : milters.entrySet()) {
            Processes.await("the end of the filter's sessions", Duration.ofSeconds(10), milter.getValue()::isIdle);
            heard.append("## milter ")
                    .append(milter.getKey())
                    .append('\n')
                    .append(milter.getValue().heard());
        }
        return heard.toString();
    }

    @Override
    public void close() throws IOException {
        for (ScriptedMilter milter : milters.values()) {
            milter.close();
        }
    }
}
