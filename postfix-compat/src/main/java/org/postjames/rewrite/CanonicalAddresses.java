package org.postjames.rewrite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postjames.address.Address;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.table.TableUnavailableException;
import org.postjames.table.Tables;

/**
 * {@code sender_canonical_maps}, {@code recipient_canonical_maps} and then {@code canonical_maps}: an address is replaced by another, up to ten times, until it
 * stays itself. // canonical(5), cleanup_map11.c
 */
public final class CanonicalAddresses {
    /** Where an address stands. The names are those of {@code canonical_classes}, in capitals. */
    public enum Role {
        ENVELOPE_SENDER,
        ENVELOPE_RECIPIENT,
        HEADER_SENDER,
        HEADER_RECIPIENT
    }

    private record Step(AddressMapping mapping, List<String> classes) {}

    private static final int MOST_ROUNDS = 10;

    private final List<Step> senderSteps = new ArrayList<>();
    private final List<Step> recipientSteps = new ArrayList<>();

    public CanonicalAddresses(PostfixConfig config, Tables tables) {
        AddressSearch search = AddressSearch.of(config, tables);
        AddressRewriter rewriter = new AddressRewriter(config);
        Step both = step(
                RewriteParameters.CANONICAL_MAPS,
                RewriteParameters.CANONICAL_CLASSES,
                config,
                tables,
                search,
                rewriter);
        senderSteps.add(step(
                RewriteParameters.SENDER_CANONICAL_MAPS,
                RewriteParameters.SENDER_CANONICAL_CLASSES,
                config,
                tables,
                search,
                rewriter));
        senderSteps.add(both);
        recipientSteps.add(step(
                RewriteParameters.RECIPIENT_CANONICAL_MAPS,
                RewriteParameters.RECIPIENT_CANONICAL_CLASSES,
                config,
                tables,
                search,
                rewriter));
        recipientSteps.add(both);
        senderSteps.removeIf(step -> step.mapping().isEmpty());
        recipientSteps.removeIf(step -> step.mapping().isEmpty());
    }

    private static Step step(
            Parameter<String> maps,
            Parameter<List<String>> classes,
            PostfixConfig config,
            Tables tables,
            AddressSearch search,
            AddressRewriter rewriter) {
        boolean propagate =
                config.get(RewriteParameters.PROPAGATE_UNMATCHED_EXTENSIONS).contains("canonical");
        return new Step(
                new AddressMapping(
                        maps.name(), tables.maps(config.get(maps)).named(maps.name()), search, rewriter, propagate),
                config.get(classes));
    }

    /** Whether there is no table that could change an address. */
    public boolean isEmpty() {
        return senderSteps.isEmpty() && recipientSteps.isEmpty();
    }

    /** The null address is never looked up. */
    public Address map(Address address, Role role) throws TableUnavailableException {
        List<Step> steps = role == Role.ENVELOPE_SENDER || role == Role.HEADER_SENDER ? senderSteps : recipientSteps;
        Address current = address;
        String className = role.name().toLowerCase(Locale.ROOT);
        for (Step step : steps) {
            if (!current.isNull() && step.classes().contains(className)) {
                current = rounds(step.mapping(), current);
            }
        }
        return current;
    }

    private static Address rounds(AddressMapping mapping, Address address) throws TableUnavailableException {
        Address current = address;
        for (int i = 0; i < MOST_ROUNDS; i++) {
            List<Address> next = mapping.map(current);
            if (next.isEmpty()) {
                return current;
            }
            boolean itself = next.get(0).toString().equalsIgnoreCase(current.toString());
            current = next.get(0);
            if (itself) {
                return current;
            }
        }
        return current;
    }
}
