package org.postjames.tables;

import com.unboundid.ldap.sdk.DereferencePolicy;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postjames.table.TableContext;
import org.postjames.table.TableName;
import org.postjames.table.TableParameters;
import org.postjames.table.TableUnavailableException;

/**
 * The parameters of an LDAP table but those of its connection. Texts are bytes. // ldap_table(5)
 *
 * @param searchBase a template
 * @param filter a template
 */
record LdapSettings(
        TableName name,
        String searchBase,
        String filter,
        String resultFormat,
        SearchScope scope,
        Attributes attributes,
        Limits limits,
        DereferencePolicy dereference) {
    /**
     * The attributes that are asked for, in this order: terminal ones, those of leaves, ordinary ones, special ones.
     *
     * @param terminal how many are terminal
     * @param leaf how many more are of leaves
     * @param ordinary how many are not special
     */
    record Attributes(List<String> names, int terminal, int leaf, int ordinary) {
        static Attributes read(TableParameters parameters) {
            List<String> names = new ArrayList<>(parameters.list("terminal_result_attribute", ""));
            int terminal = names.size();
            names.addAll(parameters.list("leaf_result_attribute", ""));
            int leaf = names.size() - terminal;
            names.addAll(parameters.list("result_attribute", "maildrop"));
            int ordinary = names.size();
            names.addAll(parameters.list("special_result_attribute", ""));
            return new Attributes(List.copyOf(names), terminal, leaf, ordinary);
        }
    }

    /**
     * How far one lookup goes.
     *
     * @param expansion values in a result, 0 for any number
     * @param size entries of one search, 0 for any number
     * @param seconds the time a search may take; none if 0, any if negative
     */
    record Limits(int recursion, int expansion, int size, int seconds) {}

    static LdapSettings read(TableName name, TableParameters parameters, TableContext context)
            throws TableUnavailableException {
        warn(name, parameters, context);
        SearchScope scope = scope(name, parameters, context);
        Optional<String> format = parameters.optional("result_format");
        String resultFormat = format.isPresent() ? format.get() : parameters.required("result_filter", "%s");
        int seconds = parameters.integer("timeout", 10, 0);
        int recursion = parameters.integer("recursion_limit", 1000, 1);
        int expansion = parameters.integer("expansion_limit", 0, 0);
        int size = parameters.integer("size_limit", expansion, 0);
        return new LdapSettings(
                name,
                parameters.text("search_base", ""),
                parameters.text("query_filter", "(mailacceptinggeneralid=%s)"),
                resultFormat,
                scope,
                Attributes.read(parameters),
                new Limits(recursion, expansion, size, seconds),
                dereference(name, parameters, context));
    }

    private static SearchScope scope(TableName name, TableParameters parameters, TableContext context)
            throws TableUnavailableException {
        String scope = parameters.required("scope", "sub");
        return switch (scope.toLowerCase(Locale.ROOT)) {
            case "one" -> SearchScope.ONE;
            case "base" -> SearchScope.BASE;
            case "sub" -> SearchScope.SUB;
            default -> {
                context.warnings()
                        .accept("dict_ldap_open: " + name.name() + ": Unrecognized value " + scope
                                + " specified for scope; using sub");
                yield SearchScope.SUB;
            }
        };
    }

    private static DereferencePolicy dereference(TableName name, TableParameters parameters, TableContext context)
            throws TableUnavailableException {
        int dereference = parameters.integer("dereference", 0, 0);
        if (dereference < 0 || dereference > 3) {
            context.warnings()
                    .accept("dict_ldap_open: " + name.name() + " Unrecognized value " + dereference
                            + " specified for dereference; using 0");
            return DereferencePolicy.NEVER;
        }
        return DereferencePolicy.valueOf(dereference);
    }

    /** What is ignored, with a warning. */
    private static void warn(TableName name, TableParameters parameters, TableContext context)
            throws TableUnavailableException {
        String ignoring = "dict_ldap_open: " + name.name() + " ignoring ";
        if (parameters.bool("cache", false)) {
            context.warnings().accept(ignoring + "cache");
        }
        if (parameters.integer("cache_expiry", -1, 0) >= 0) {
            context.warnings().accept(ignoring + "cache_expiry");
        }
        if (parameters.integer("cache_size", -1, 0) >= 0) {
            context.warnings().accept(ignoring + "cache_size");
        }
        // Postfix differs: debuglevel makes the OpenLDAP library talk, because that is its library; here it is ignored
        // with a warning
        if (parameters.integer("debuglevel", 0, 0) > 0) {
            context.warnings().accept(ignoring + "debuglevel");
        }
    }
}
