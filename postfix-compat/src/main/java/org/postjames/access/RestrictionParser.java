package org.postjames.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ValueSyntax;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.diagnostic.Origin;

/** Reads restriction lists. A word that cannot be understood becomes a restriction that refuses, and a diagnostic. */
public final class RestrictionParser {
    private final RestrictionContext context;
    private final Keywords keywords;
    private final ListKeywords lists;
    private final Set<String> classNames;
    private final Map<String, RestrictionList> classes = new HashMap<>();
    private final Map<String, RestrictionList> fromTables = new ConcurrentHashMap<>();
    private final Map<String, AccessTable> tables = new ConcurrentHashMap<>();
    private final Map<String, PolicyService> policyServices = new ConcurrentHashMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    public RestrictionParser(RestrictionContext context) {
        this.context = context;
        this.keywords = new Keywords(context);
        this.lists = new ListKeywords(context);
        this.classNames = new HashSet<>(context.config().get(AccessParameters.SMTPD_RESTRICTION_CLASSES));
        for (String name : classNames) {
            String text = context.config().value(name).orElse("");
            classes.put(name, parse(name, ValueSyntax.list(text), null));
        }
    }

    /** What was found that can never work: one entry per place. */
    public List<Diagnostic> diagnostics() {
        return List.copyOf(diagnostics);
    }

    /**
     * @param parameter for diagnostics
     * @param defaultAccess the {@code check_…_access} that a bare {@code type:table} stands for; null if there is none
     */
    RestrictionList parse(String parameter, List<String> words, @Nullable String defaultAccess) {
        List<RestrictionList.Entry> entries = new ArrayList<>();
        boolean warn = false;
        for (int i = 0; i < words.size(); i++) {
            int start = i;
            String word = words.get(i);
            String keyword = word.toLowerCase(Locale.ROOT);
            if (keyword.equals("warn_if_reject")) {
                warn = true;
                continue;
            }
            Restriction restriction;
            if (word.indexOf(':') >= 0) {
                restriction = defaultAccess == null
                        ? unusable(
                                parameter,
                                "specify one of (check_client_access, check_reverse_client_hostname_access,"
                                        + " check_helo_access, check_sender_access, check_recipient_access,"
                                        + " check_etrn_access) before restriction \"" + word + "\"")
                        : access(parameter, defaultAccess, word, defaultAccess);
            } else if (Keywords.takesArgument(keyword)) {
                String argument = i + 1 < words.size() ? words.get(++i) : "";
                restriction = withArgument(parameter, keyword, argument, defaultAccess);
            } else {
                restriction = plain(parameter, word, keyword);
            }
            String name = parameter + ": " + String.join(" ", words.subList(start, i + 1));
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            entries.add(new RestrictionList.Entry(
                    name, restriction, warn, RestrictionList.Unreachable.behind(keyword, next)));
            warn = false;
        }
        return new RestrictionList(entries);
    }

    private Restriction plain(String parameter, String word, String keyword) {
        Restriction known = keyword.equals("reject_maps_rbl") ? lists.mapsRbl() : keywords.find(keyword);
        if (known != null) {
            return known;
        }
        if (classNames.contains(word)) {
            return facts -> new Verdict.Ask(classes.getOrDefault(word, RestrictionList.EMPTY));
        }
        return unusable(parameter, "unknown smtpd restriction: \"" + word + "\"");
    }

    private Restriction withArgument(
            String parameter, String keyword, String argument, @Nullable String defaultAccess) {
        if (keyword.equals("check_policy_service")) {
            return policyService(parameter, argument, defaultAccess);
        }
        if (keyword.equals("check_ccert_access") && argument.startsWith("{")) {
            try {
                MapSearch search = MapSearch.of(argument);
                return keywords.ccertAccess(
                        table(search.table(), defaultAccess), search.order().orElse(CheckCcertAccess.DEFAULT_ORDER));
            } catch (IllegalArgumentException e) {
                unusable(parameter, String.valueOf(e.getMessage()));
                return new UnusableRestriction(
                        "See earlier parsing error messages for '" + argument, context); // no quote behind it
            }
        }
        if (keyword.startsWith("check_") && argument.indexOf(':') < 0) {
            return unusable(
                    parameter, "restriction " + keyword + ": bad argument \"" + argument + "\": need maptype:mapname");
        }
        if (keyword.startsWith("check_")) {
            return access(parameter, keyword, argument, defaultAccess);
        }
        if (keyword.equals("sleep")) {
            return argument.matches("[0-9]+")
                    ? new Sleep(Duration.ofSeconds(Long.parseLong(argument)))
                    : unusable(parameter, "restriction sleep must be followed by number");
        }
        if (argument.isEmpty()) {
            MissingArgument missing = new MissingArgument(keyword, context);
            unusable(parameter, "restriction " + keyword + " requires domain name argument");
            return missing;
        }
        try {
            return lists.of(keyword, argument);
        } catch (IllegalArgumentException e) {
            // Postfix differs: its smtpd ends at a malformed reply pattern, because here that would end all sessions;
            // the
            // restriction refuses instead
            return unusable(parameter, "RBL reply error: " + e.getMessage());
        }
    }

    private Restriction access(String parameter, String keyword, String tableName, @Nullable String defaultAccess) {
        TableRestriction restriction = table(tableName, defaultAccess);
        Restriction servers = ServerKeywords.find(keyword, restriction, context);
        return servers != null ? servers : keywords.access(keyword, restriction);
    }

    private TableRestriction table(String tableName, @Nullable String defaultAccess) {
        AccessTable table = tables.computeIfAbsent(tableName, name -> new AccessTable(name, context));
        return new TableRestriction(
                table, new AccessResult(context, table.name(), text -> fromTable(text, defaultAccess)));
    }

    private Restriction policyService(String parameter, String server, @Nullable String defaultAccess) {
        if (server.indexOf(':') < 0) {
            return unusable(parameter, "restriction check_policy_service must be followed by transport:server");
        }
        try {
            PolicyService service = policyServices.get(server);
            if (service == null) {
                service = PolicyService.of(server, context);
                policyServices.put(server, service);
            }
            return new CheckPolicyService(
                    service, new AccessResult(context, server, text -> fromTable(text, defaultAccess)), false);
        } catch (IllegalArgumentException e) {
            // Postfix differs: smtpd ends with this as a fatal error, because a wrong option need not stop what other
            // lists let in
            return unusable(parameter, String.valueOf(e.getMessage()));
        }
    }

    /** Restrictions on the right-hand side of a table; tables that they name were refused before. */
    private RestrictionList fromTable(String text, @Nullable String defaultAccess) {
        return fromTables.computeIfAbsent(text, t -> parse("access table entry", ValueSyntax.list(t), defaultAccess));
    }

    private Restriction unusable(String parameter, String problem) {
        synchronized (diagnostics) {
            diagnostics.add(Diagnostic.warning(new Origin(parameter, 0), problem));
        }
        return new UnusableRestriction(problem, context);
    }
}
