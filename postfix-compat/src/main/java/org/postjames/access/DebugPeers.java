package org.postjames.access;

import java.util.List;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;
import org.postjames.table.NetworkList;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * The hosts whose sessions are logged command by command: {@code debug_peer_list}, or everybody if the service runs with {@code -v}. // debug_peer.c
 *
 * <p>Postfix differs: it logs its internals as well, the more the higher {@code debug_peer_level} is, and passwords, because they tell of its own
 * functions; here any level gives the dialogue and the restrictions, and what follows AUTH is left out.
 */
public final class DebugPeers {
    private final NetworkList list;
    private final boolean everybody;
    private final MailLog log;
    private final String program;

    /** @param config as the service sees it: {@link PostfixConfig#forService} */
    public DebugPeers(PostfixConfig config, Tables tables, MailLog log, String program) {
        String parameter = GlobalParameters.DEBUG_PEER_LIST.name();
        this.list = new NetworkList(parameter, config.get(GlobalParameters.DEBUG_PEER_LIST), config, tables);
        this.everybody = isVerbose(config);
        this.log = log;
        this.program = program;
    }

    private static boolean isVerbose(PostfixConfig config) {
        String program = config.expand("$process_name");
        String name = config.expand("$service_name");
        return config.services().stream()
                .filter(service ->
                        service.name().equals(name) && service.command().equals(program))
                .flatMap(service -> service.arguments().stream())
                .anyMatch(argument -> argument.matches("-v+"));
    }

    /**
     * @param name the host's name, or {@code unknown}
     * @param address the numeric address without brackets
     */
    public boolean contain(String name, String address) {
        if (everybody || list.isEmpty()) {
            return everybody;
        }
        try {
            return list.matches(name, address);
        } catch (TableUnavailableException e) {
            log.warning(program, String.valueOf(e.getMessage()));
            return false;
        }
    }

    /** A client's command as it may be logged: without what follows {@code AUTH}, which may be a password. */
    public static String withoutSecrets(String command) {
        List<String> words = List.of(command.strip().split("[ \t]+", 3));
        return words.size() > 2 && words.getFirst().equalsIgnoreCase("AUTH")
                ? words.get(0) + " " + words.get(1) + " ..."
                : command;
    }
}
