package org.postjames.rewrite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Folding;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * {@code alias_maps} as far as addresses go: a local recipient becomes the recipients of its alias. An alias with a command, a file or an include list is
 * left to the local delivery agent. // aliases(5)
 */
public final class LocalAliasTable {
    private static final Parameter<String> ALIAS_MAPS = Parameter.text("alias_maps");
    private static final int DEEPEST = 100;

    private final Maps maps;
    private final LocalDomains localDomains;
    private final AddressRewriter rewriter;
    private final org.postjames.address.RecipientDelimiter delimiter;

    public LocalAliasTable(PostfixConfig config, Tables tables) {
        maps = tables.maps(config.get(ALIAS_MAPS)).named(ALIAS_MAPS.name());
        localDomains = new LocalDomains(config, tables);
        rewriter = new AddressRewriter(config);
        delimiter = AddressSearch.delimiter(config);
    }

    /** The recipient itself if it is not local or has no alias; an alias that contains itself keeps it. */
    public List<Address> expand(Address recipient) throws TableUnavailableException {
        List<Address> results = new ArrayList<>();
        expand(recipient, new HashSet<>(), results, 0);
        return results;
    }

    private void expand(Address recipient, Set<String> seen, List<Address> results, int depth)
            throws TableUnavailableException {
        Optional<List<Address>> targets = depth < DEEPEST && localDomains.contains(recipient.domain())
                ? targets(recipient.localPart())
                : Optional.empty();
        if (!seen.add(Folding.lowerCase(recipient.toString())) || targets.isEmpty()) {
            if (!results.contains(recipient)) {
                results.add(recipient);
            }
            return;
        }
        for (Address target : targets.get()) {
            expand(target, seen, results, depth + 1);
        }
    }

    private Optional<List<Address>> targets(String localPart) throws TableUnavailableException {
        Optional<String> text = maps.find(localPart);
        String base = delimiter.split(localPart).base();
        if (text.isEmpty() && !base.equals(localPart)) {
            text = maps.find(base, true);
        }
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<Address> targets = new ArrayList<>();
        for (String target : AddressSyntax.addresses(text.get())) {
            boolean isAddress = !target.startsWith("/") && !target.startsWith("|") && !target.startsWith(":include:");
            if (!isAddress) {
                return Optional.empty();
            }
            targets.add(rewriter.rewrite(RewriteContext.LOCAL, Address.of(target)));
        }
        return targets.isEmpty() ? Optional.empty() : Optional.of(targets);
    }
}
