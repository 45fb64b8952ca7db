package org.postjames.access;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The keywords that ask DNS lists. */
final class ListKeywords {
    static final Set<String> WITH_DOMAIN = Set.of(
            "reject_rbl_client",
            "reject_rbl",
            "permit_dnswl_client",
            "permit_rhswl_client",
            "reject_rhsbl_client",
            "reject_rhsbl_helo",
            "reject_rhsbl_recipient",
            "reject_rhsbl_reverse_client",
            "reject_rhsbl_sender");

    private final RestrictionContext context;
    private final RblReply reply;
    private final OldDefaults oldDefaults;

    ListKeywords(RestrictionContext context) {
        this.context = context;
        this.reply = RblReply.of(context);
        this.oldDefaults = new OldDefaults(context);
    }

    /**
     * @param keyword one of {@link #WITH_DOMAIN}
     * @throws IllegalArgumentException with Postfix's words if the argument is malformed
     */
    Restriction of(String keyword, String argument) {
        DnsList list = DnsList.parse(argument, context);
        return switch (keyword) {
            case "reject_rbl_client", "reject_rbl" -> new RejectRblClient(list, reply);
            case "reject_rhsbl_client" -> new RejectRhsbl(Judged.CLIENT, list, reply);
            case "reject_rhsbl_reverse_client" -> new RejectRhsbl(Judged.REVERSE_CLIENT, list, reply);
            case "reject_rhsbl_helo" -> new RejectRhsbl(Judged.HELO, list, reply);
            case "reject_rhsbl_sender" -> new RejectRhsbl(Judged.SENDER, list, reply);
            case "reject_rhsbl_recipient" -> new RejectRhsbl(Judged.RECIPIENT, list, reply);
            case "permit_dnswl_client" -> new PermitDnswl(false, list, context.destinations(), oldDefaults);
            case "permit_rhswl_client" -> new PermitDnswl(true, list, context.destinations(), oldDefaults);
            default -> throw new IllegalStateException("no DNS list keyword: " + keyword);
        };
    }

    /** {@code reject_maps_rbl}. */
    Restriction mapsRbl() {
        List<Restriction> lists = context.config().get(AccessParameters.MAPS_RBL_DOMAINS).stream()
                .map(domain -> of("reject_rbl_client", domain))
                .toList();
        return new RejectMapsRbl(lists, context, new AtomicBoolean());
    }
}
