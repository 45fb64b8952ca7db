package org.postjames.rewrite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Folding;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/** {@code virtual_alias_maps}: an address becomes any number of others, each of which is looked up again. // virtual(5), cleanup_map1n.c */
public final class VirtualAliases {
    private static final String WAIT = " -- message not accepted, try again later";

    private final AddressMapping mapping;
    private final int expansionLimit;
    private final int recursionLimit;
    private final int lengthLimit;

    public VirtualAliases(PostfixConfig config, Tables tables) {
        mapping = new AddressMapping(
                "virtual_alias_maps",
                tables.maps(config.get(GlobalParameters.VIRTUAL_ALIAS_MAPS)).named("virtual_alias_maps"),
                AddressSearch.of(config, tables),
                new AddressRewriter(config),
                config.get(RewriteParameters.PROPAGATE_UNMATCHED_EXTENSIONS).contains("virtual"));
        expansionLimit = config.get(RewriteParameters.VIRTUAL_ALIAS_EXPANSION_LIMIT);
        recursionLimit = config.get(RewriteParameters.VIRTUAL_ALIAS_RECURSION_LIMIT);
        lengthLimit = config.get(RewriteParameters.VIRTUAL_ALIAS_ADDRESS_LENGTH_LIMIT);
    }

    public boolean isEmpty() {
        return mapping.isEmpty();
    }

    /** The address itself if no table knows it. An address that expands into itself stays. */
    public List<Address> expand(Address address) throws TableUnavailableException, VirtualAliasLoopException {
        if (mapping.isEmpty()) {
            return List.of(address);
        }
        List<Address> results = new ArrayList<>();
        results.add(address);
        Set<String> done = new HashSet<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.size() > expansionLimit) {
                throw tooMuch("map expansion size for " + address);
            }
            expand(address, i, results, done);
        }
        return List.copyOf(results);
    }

    private void expand(Address original, int index, List<Address> results, Set<String> done)
            throws TableUnavailableException, VirtualAliasLoopException {
        for (int depth = 0; ; depth++) {
            Address left = results.get(index);
            if (done.contains(key(left))) {
                return;
            }
            if (depth >= recursionLimit) {
                throw tooMuch("map nesting for " + original);
            }
            List<Address> right = mapping.map(left);
            if (right.isEmpty()) {
                return;
            }
            for (int i = 0; i < right.size(); i++) {
                Address result = right.get(i);
                String text = result.toString();
                if (text.length() > lengthLimit) {
                    throw tooMuch("result " + text.substring(0, Math.min(300, text.length())) + "...");
                }
                if (i == 0) {
                    results.set(index, result);
                } else {
                    results.add(result);
                }
                if (key(left).equals(key(result))) {
                    done.add(key(left));
                }
            }
        }
    }

    private static String key(Address address) {
        return Folding.lowerCase(address.toString());
    }

    private static VirtualAliasLoopException tooMuch(String what) {
        return new VirtualAliasLoopException("unreasonable virtual_alias_maps " + what + WAIT);
    }
}
