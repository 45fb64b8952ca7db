package org.postjames.log;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.postjames.config.GlobalParameters;
import org.postjames.config.MasterService;
import org.postjames.config.PostfixConfig;

/**
 * What stands before {@code [PID]:} in the log: {@code syslog_name}, as each program sees it, and the program; and whether the text behind it may be
 * UTF-8. // maillog_client(3), util_utf8_enable
 */
final class LogTags {
    private final UnaryOperator<String> syslogName;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    private final boolean utf8;

    private LogTags(UnaryOperator<String> syslogName, boolean utf8) {
        this.syslogName = syslogName;
        this.utf8 = utf8;
    }

    /** The same name for all programs. */
    static LogTags of(String syslogName) {
        return new LogTags(program -> syslogName, true);
    }

    /**
     * As master.cf's service is called. Where several run one program, as {@code bounce}, {@code defer} and {@code trace} do, those with a
     * {@code syslog_name} of their own log complete tags, see {@link MailLog#log}; the others are meant here.
     */
    static LogTags of(PostfixConfig config) {
        return new LogTags(
                program -> as(program, config).get(GlobalParameters.SYSLOG_NAME),
                config.get(LogParameters.SMTPUTF8_ENABLE));
    }

    private static PostfixConfig as(String program, PostfixConfig config) {
        List<MasterService> services = config.services().stream()
                .filter(service -> service.command().equals(program))
                .toList();
        if (services.size() == 1) {
            return config.forService(services.getFirst());
        }
        boolean namesake = services.stream().anyMatch(service -> service.name().equals(program));
        return config.forProcess(program, namesake ? program : "");
    }

    /** @param program one with a slash is the whole tag */
    String tag(String program) {
        return program.indexOf('/') >= 0
                ? program
                : known.computeIfAbsent(program, name -> syslogName.apply(name) + "/" + name);
    }

    /** The text of one record. */
    byte[] bytes(String text) {
        return LogText.bytes(text, utf8);
    }
}
