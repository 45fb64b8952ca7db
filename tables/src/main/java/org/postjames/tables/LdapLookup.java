package org.postjames.tables;

import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.table.QueryTemplates;
import org.postjames.table.TableContext;
import org.postjames.table.TableUnavailableException;

/** One key's way through an LDAP directory: the search, and those for the names and URLs that special attributes hold. // dict_ldap.c */
final class LdapLookup {
    private final LdapSettings settings;
    private final LdapServers servers;
    private final QueryTemplates templates;
    private final TableContext context;
    private final String key;
    private final StringBuilder result = new StringBuilder();
    private int expansion;
    private boolean incomplete;
    private LdapStatus last = LdapStatus.SUCCESS;
    private @Nullable LDAPConnection connection;

    LdapLookup(LdapSettings settings, LdapServers servers, QueryTemplates templates, TableContext context, String key) {
        this.settings = settings;
        this.servers = servers;
        this.templates = templates;
        this.context = context;
        this.key = key;
    }

    /** @param dynamicBase whether the base depends on the key: then one that does not exist means "not found" */
    Optional<String> result(boolean dynamicBase) throws TableUnavailableException {
        boolean sound = false;
        try {
            connect();
            // a key that lacks what the templates need is asked for nowhere, but only once there is somebody to ask
            Optional<String> base = templates.query(settings.searchBase(), key, LdapFilter::quoteInName);
            Optional<String> filter =
                    base.isEmpty() ? base : templates.query(settings.filter(), key, LdapFilter::quote);
            sound = filter.isEmpty() || search(text(base.get()), text(filter.get()), dynamicBase);
            // Postfix differs: a referral that cannot be followed means "not found", because its library says nothing;
            // here the table cannot answer then, unless something was found elsewhere
            if (result.isEmpty() && incomplete) {
                throw failed("dict_ldap_lookup: " + settings.name().name() + ": a referral cannot be followed");
            }
            return result.isEmpty() ? Optional.empty() : Optional.of(result.toString());
        } finally {
            LDAPConnection used = connection;
            if (used != null && sound) {
                servers.giveBack(used);
            } else if (used != null) {
                used.close();
            }
        }
    }

    private static String text(String bytes) {
        return Utf8.decode(bytes).orElse(bytes);
    }

    /** Without a bind, the first search shows that nobody answers. */
    private void connect() throws TableUnavailableException {
        try {
            connection = servers.take();
        } catch (LDAPException e) {
            connection = null;
        }
    }

    private boolean search(String base, String filter, boolean dynamicBase) throws TableUnavailableException {
        try {
            List<SearchResultEntry> found;
            try {
                found = entries(
                        base,
                        settings.scope(),
                        LdapFilter.parse(filter),
                        settings.attributes().names());
            } catch (LDAPException e) {
                if (!LdapStatus.of(e).equals(LdapStatus.SERVER_DOWN)) {
                    throw e;
                }
                reconnect();
                found = entries(
                        base,
                        settings.scope(),
                        LdapFilter.parse(filter),
                        settings.attributes().names());
            }
            try {
                add(found, 1);
            } finally {
                if (!last.equals(LdapStatus.SUCCESS)) {
                    context.warnings()
                            .accept("dict_ldap_lookup: Had some trouble with entries returned by search: "
                                    + last.text());
                }
            }
            return true;
        } catch (LDAPException e) {
            LdapStatus status = LdapStatus.of(e);
            if (!status.equals(LdapStatus.NO_SUCH_OBJECT)) {
                throw failed("dict_ldap_lookup: Search error " + status.code() + ": " + status.text() + " ");
            }
            if (!dynamicBase) {
                throw failed("dict_ldap_lookup: " + settings.name().name() + ": Search base '" + Utf8.encode(base)
                        + "' not found: " + status.code() + ": " + status.text());
            }
            return true;
        }
    }

    private void reconnect() throws TableUnavailableException, LDAPException {
        LDAPConnection gone = connection;
        connection = null;
        if (gone != null) {
            gone.close();
        }
        connection = servers.connect();
    }

    private List<SearchResultEntry> entries(String base, SearchScope scope, Filter filter, List<String> attributes)
            throws LDAPException {
        LDAPConnection open = connection;
        LdapSettings.Limits limits = settings.limits();
        LdapEntries found = new LdapEntries(open, limits.seconds());
        try {
            if (open == null) {
                throw new LDAPException(ResultCode.SERVER_DOWN);
            }
            if (limits.seconds() == 0) {
                throw new LDAPException(ResultCode.PARAM_ERROR);
            }
            open.search(new SearchRequest(
                    found,
                    base,
                    scope,
                    settings.dereference(),
                    limits.size(),
                    Math.max(limits.seconds(), 0),
                    false,
                    filter,
                    attributes.toArray(String[]::new)));
            last = LdapStatus.SUCCESS;
            incomplete |= found.isIncomplete() && open.getConnectionOptions().followReferrals();
            return found.all();
        } catch (LDAPException e) {
            LDAPException cause = found.isLate() ? new LDAPException(ResultCode.TIMEOUT, e.getMessage(), e) : e;
            last = LdapStatus.of(cause);
            throw cause;
        }
    }

    /** @param depth 1 for what the key's own search found */
    private void add(List<SearchResultEntry> entries, int depth) throws TableUnavailableException {
        LdapSettings.Attributes attributes = settings.attributes();
        // not for each entry anew: one that is terminal makes those behind it so, too
        boolean terminal = false;
        boolean leaf = true;
        int number = 0;
        for (SearchResultEntry entry : entries) {
            if (settings.limits().size() > 0 && ++number > settings.limits().size()) {
                throw failed(place(depth) + settings.name().name() + ": Query size limit ("
                        + settings.limits().size() + ") exceeded");
            }
            terminal |= hasOne(entry, attributes.names().subList(0, attributes.terminal()));
            if (!terminal && attributes.leaf() > 0) {
                leaf = leaf
                        && !hasOne(
                                entry,
                                attributes
                                        .names()
                                        .subList(
                                                attributes.ordinary(),
                                                attributes.names().size()));
            }
            for (Attribute attribute : entry.getAttributes()) {
                add(attribute, terminal, leaf, depth);
            }
        }
    }

    private static boolean hasOne(SearchResultEntry entry, List<String> names) {
        return names.stream().anyMatch(entry::hasAttribute);
    }

    private void add(Attribute attribute, boolean terminal, boolean leaf, int depth) throws TableUnavailableException {
        LdapSettings.Attributes attributes = settings.attributes();
        int index = 0;
        while (index < attributes.names().size()
                && !isSameOrSubtype(attribute.getName(), attributes.names().get(index))) {
            index++;
        }
        if (index < attributes.ordinary() || terminal) {
            boolean skipped = terminal && index >= attributes.terminal()
                    || !leaf && index < attributes.terminal() + attributes.leaf();
            for (String value : skipped ? List.<String>of() : values(attribute)) {
                append(value, depth);
            }
        } else if (index < attributes.names().size()) {
            if (depth >= settings.limits().recursion()) {
                throw failed(place(depth) + settings.name().name()
                        + ": Recursion limit exceeded for special attribute " + attribute.getName() + "="
                        + values(attribute).get(0));
            }
            for (String value : values(attribute)) {
                follow(value, depth);
            }
        }
    }

    private static List<String> values(Attribute attribute) {
        List<String> values = new ArrayList<>();
        for (byte[] bytes : attribute.getValueByteArrays()) {
            String value = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = value.indexOf('\0');
            values.add(end < 0 ? value : value.substring(0, end));
        }
        return values;
    }

    private void append(String value, int depth) throws TableUnavailableException {
        int limit = settings.limits().expansion();
        if (templates.append(settings.resultFormat(), value, key, result) && limit > 0 && ++expansion > limit) {
            throw failed(place(depth) + settings.name().name() + ": Expansion limit exceeded for key: '" + key + "'");
        }
    }

    /** Adds what is found under a name or URL in a special attribute. */
    private void follow(String value, int depth) throws TableUnavailableException {
        List<SearchResultEntry> found;
        try {
            if (LdapAddress.isUrl(value)) {
                LDAPURL url = url(value, depth);
                List<String> wanted = wanted(url);
                if (wanted.isEmpty()) {
                    return;
                }
                found = entries(url.getBaseDN().toString(), url.getScope(), url.getFilter(), wanted);
            } else {
                found = entries(
                        text(value),
                        SearchScope.BASE,
                        Filter.createPresenceFilter("objectclass"),
                        settings.attributes().names());
            }
        } catch (LDAPException e) {
            LdapStatus status = LdapStatus.of(e);
            if (!status.equals(LdapStatus.NO_SUCH_OBJECT)) {
                throw failed(place(depth) + "search error " + status.code() + ": " + status.text() + " ");
            }
            context.warnings().accept(place(depth) + "DN " + value + " not found, skipping ");
            return;
        }
        add(found, depth + 1);
    }

    // Postfix differs: it names an unrelated LDAP error, because its library numbers the faults of URLs anew
    private LDAPURL url(String value, int depth) throws TableUnavailableException {
        try {
            return new LDAPURL(text(value));
        } catch (LDAPException e) {
            throw failed(place(depth) + "malformed URL " + value + ": " + e.getMessage());
        }
    }

    /** The attributes that both the URL and the table name; a URL that names none means all of the table's. */
    private List<String> wanted(LDAPURL url) {
        List<String> ours = settings.attributes().names();
        if (!url.attributesProvided()) {
            return ours;
        }
        List<String> wanted = new ArrayList<>();
        for (String theirs : url.getAttributes()) {
            for (String own : ours) {
                if (isSameOrSubtype(own, theirs)) {
                    wanted.add(own);
                } else if (isSameOrSubtype(theirs, own)) {
                    wanted.add(theirs);
                }
            }
        }
        return wanted;
    }

    /** {@code mail;lang-en} is a subtype of {@code mail}. // RFC 2251 4.1.5 */
    private static boolean isSameOrSubtype(String name, String general) {
        String lower = name.toLowerCase(Locale.ROOT);
        String prefix = general.toLowerCase(Locale.ROOT);
        return lower.equals(prefix) || lower.startsWith(prefix + ";");
    }

    private static String place(int depth) {
        return "dict_ldap_get_values[" + depth + "]: ";
    }

    private TableUnavailableException failed(String problem) {
        context.warnings().accept(problem);
        return new TableUnavailableException(problem);
    }
}
