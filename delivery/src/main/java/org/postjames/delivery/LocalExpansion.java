package org.postjames.delivery;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postjames.address.Address;
import org.postjames.config.GlobalParameters;
import org.postjames.config.PostfixConfig;
import org.postjames.local.AliasExpression;
import org.postjames.local.AliasExpression.Destination;
import org.postjames.log.MailLog;
import org.postjames.queue.DeliveryRequest;
import org.postjames.queue.Recipient;
import org.postjames.table.TableUnavailableException;

/** Follows one recipient through aliases, {@code :include:} and {@code .forward} files to where its mail goes. // recipient.c, alias.c, token.c, include.c */
final class LocalExpansion {
    private static final int NESTING_LIMIT = 100;
    private static final String CONFIGURATION = "mail system configuration error";
    private static final String PROGRAM = LocalAgent.PROGRAM;

    private final PostfixConfig config;
    private final LocalSettings settings;
    private final LocalMailbox mailbox;
    private final LocalCommand command;
    private final MailLog log;
    private final DeliveryRequest request;
    private final Set<String> deliveredBefore;
    private final LocalResults results;
    private final DotForward dotForward;

    LocalExpansion(
            PostfixConfig config,
            LocalSettings settings,
            LocalMailbox mailbox,
            LocalCommand command,
            MailLog log,
            DeliveryRequest request,
            Set<String> deliveredBefore,
            LocalResults results) {
        this.config = config;
        this.settings = settings;
        this.mailbox = mailbox;
        this.command = command;
        this.log = log;
        this.request = request;
        this.deliveredBefore = deliveredBefore;
        this.results = results;
        this.dotForward = new DotForward(config, settings, log);
    }

    void recipient(LocalState given) throws InterruptedException {
        LocalState state = new LocalState(given);
        Address address = state.recipient.address();
        if (results.beenHere("recipient " + state.level + " " + address)) {
            return;
        }
        if (deliveredBefore.contains(address.toString().toLowerCase(Locale.ROOT))) {
            results.bounce(state, "5.4.6", "mail forwarding loop for " + address);
            return;
        }
        state.local = address.localPart().toLowerCase(Locale.ROOT);
        state.domain = address.domain().toLowerCase(Locale.ROOT);
        split(state);
        state.unmatched = state.extension;
        if (state.user.isEmpty()) {
            results.bounce(state, "5.1.3", "null username in \"" + address + "\"");
            return;
        }
        deliver(state);
    }

    /** At the first delimiter that is not at the start. // split_addr.c */
    private void split(LocalState state) {
        String delimiters = config.get(GlobalParameters.RECIPIENT_DELIMITER);
        state.user = state.local;
        state.extension = "";
        boolean special = state.local.equals("postmaster")
                || state.local.equals("mailer-daemon")
                || state.local.equals("double-bounce")
                || config.get(DeliveryParameters.OWNER_REQUEST_SPECIAL)
                        && delimiters.contains("-")
                        && (state.local.startsWith("owner-") || state.local.endsWith("-request"));
        for (int i = 1; !special && i < state.local.length(); i++) {
            if (delimiters.indexOf(state.local.charAt(i)) >= 0) {
                state.user = state.local.substring(0, i);
                state.extension = state.local.substring(i + 1);
                state.delimiter = state.local.substring(i, i + 1);
                if (state.extension.indexOf('/') >= 0) {
                    log.warning(PROGRAM, request.queueId() + ": address with illegal extension: " + state.local);
                    state.extension = "";
                    state.local = state.user;
                }
                return;
            }
        }
    }

    /** Aliases first, then the account. // recipient.c: deliver_switch() */
    private void deliver(LocalState given) throws InterruptedException {
        LocalState state = new LocalState(given);
        if (state.recipient.address().localPart().startsWith("\\")) {
            state.address(Address.of(state.recipient.address().toString().substring(1)));
            state.local = state.local.substring(1);
            state.user = state.user.substring(1);
            if (!account(state)) {
                unknown(state);
            }
            return;
        }
        state.unmatched = "";
        if (alias(state, state.local)) {
            return;
        }
        if (!state.extension.isEmpty()) {
            if (propagates("alias")) {
                state.unmatched = state.extension;
            }
            if (alias(state, state.user)) {
                return;
            }
            state.unmatched = state.extension;
        }
        if (!state.owner.isEmpty() && !state.owner.equalsIgnoreCase(state.user) || state.expansion.equals("include")) {
            indirect(state);
            return;
        }
        if (!forwardFile(state) && !account(state)) {
            unknown(state);
        }
    }

    private boolean propagates(String where) {
        return config.get(DeliveryParameters.PROPAGATE_UNMATCHED_EXTENSIONS).contains(where);
    }

    /** @return whether an alias of this name decided what happens */
    private boolean alias(LocalState given, String name) throws InterruptedException {
        LocalState state = new LocalState(given);
        if (state.expandedFrom.equalsIgnoreCase(name)) {
            return false;
        }
        if (state.level > NESTING_LIMIT) {
            log.warning(PROGRAM, "alias database loop for " + name);
            results.bounce(state, "5.4.6", "alias database loop for " + name);
            return true;
        }
        state.expandedFrom = name;
        for (AliasTable table : settings.aliases()) {
            try {
                Optional<String> found = table.lookup().find(name);
                if (found.isPresent()) {
                    expand(state, table, name, found.get());
                    return true;
                }
            } catch (TableUnavailableException e) {
                log.warning(PROGRAM, table.name() + ": lookup of '" + name + "' failed");
                results.defer(state, "4.3.0", "alias database unavailable");
                return true;
            }
        }
        return false;
    }

    private void expand(LocalState state, AliasTable table, String name, String value)
            throws TableUnavailableException, InterruptedException {
        state.expansion = "alias";
        state.noRights();
        if (table.ownerUid().isPresent()) {
            Optional<SystemUser> user = settings.users().byUid(table.ownerUid().getAsInt());
            if (user.isEmpty()) {
                log.warning(PROGRAM, "cannot find alias database owner for " + table.name());
                results.defer(state, "4.3.0", "cannot find alias database owner");
                return;
            }
            state.rights(user.get());
        }
        Recipient asked = state.recipient;
        state.withoutSuccessNotice();
        boolean owned = assignOwner(state, name);
        if (!config.get(DeliveryParameters.FROZEN_DELIVERED_TO)) {
            state.delivered = state.recipient.address();
        }
        if (destinations(state, value) == 0) {
            log.warning(PROGRAM, "no recipient in alias lookup result for " + name);
            results.defer(state, "4.3.0", "alias database unavailable");
        } else if (asked.wantsSuccess()) {
            results.expanded(owned ? asked.withoutOriginal() : asked, owned ? "delivered" : "expanded");
        }
    }

    /** {@code owner-NAME} becomes the sender, so that errors go there. @return whether there is one */
    private boolean assignOwner(LocalState state, String name) throws TableUnavailableException {
        if (config.get(DeliveryParameters.OWNER_REQUEST_SPECIAL)) {
            String owner = "owner-" + name;
            for (AliasTable table : settings.aliases()) {
                Optional<String> value = table.lookup().find(owner);
                if (value.isPresent()) {
                    String who = config.get(DeliveryParameters.EXPAND_OWNER_ALIAS) ? value.get() : owner;
                    state.ownedBy(settings.routing().route(who).recipient());
                    return true;
                }
            }
        }
        if (config.get(DeliveryParameters.RESET_OWNER_ALIAS)) {
            state.owner = "";
            state.sender = request.sender();
        }
        return false;
    }

    private int destinations(LocalState state, String text) throws InterruptedException {
        List<Destination> all = AliasExpression.parse(text);
        for (Destination destination : all) {
            switch (destination) {
                case Destination.File file -> mailbox.file(request, state, results, file.path());
                case Destination.HomeFile file -> homeFile(state, file.path());
                case Destination.Command program -> command(state, program.command());
                case Destination.Include include -> include(state, include.path());
                case Destination.Mail mail -> address(state, mail.address());
            }
        }
        return all.size();
    }

    private void homeFile(LocalState state, String path) throws InterruptedException {
        if (!path.startsWith("~/")) {
            log.warning(PROGRAM, "bad home directory syntax for: " + path);
            results.bounce(state, "5.3.5", CONFIGURATION);
        } else if (state.home.isEmpty()) {
            log.warning(PROGRAM, "unknown home directory for: " + path);
            results.bounce(state, "5.3.5", CONFIGURATION);
        } else {
            String home = state.home.equals("/") ? "" : state.home;
            mailbox.file(request, state, results, home + path.substring(1));
        }
    }

    private void command(LocalState state, String program) throws InterruptedException {
        if (config.get(DeliveryParameters.ALLOW_MAIL_TO_COMMANDS).contains(state.expansion)) {
            command.run(request, state, results, program);
        } else {
            results.bounce(state, "5.7.1", "mail to command is restricted");
        }
    }

    private void address(LocalState given, String external) throws InterruptedException {
        LocalState state = new LocalState(given);
        Routing.Route route;
        try {
            route = settings.routing().route(external);
        } catch (TableUnavailableException e) {
            log.warning(PROGRAM, "address resolver failure: " + e.getMessage());
            results.defer(state, "4.3.0", "address resolver failure");
            return;
        }
        if (route.error().isPresent()) {
            results.bounce(state, "5.1.3", "bad recipient address syntax: " + route.recipient());
            return;
        }
        Address to = route.recipient();
        if (!state.unmatched.isEmpty()) {
            to = new Address(to.localPart() + state.delimiter + state.unmatched, to.domain());
        }
        state.address(to);
        if (route.transport().equals(request.transport())) {
            recipient(state);
        } else {
            indirect(state);
        }
    }

    private void indirect(LocalState state) {
        if (!results.beenHere("indirect " + state.recipient.address())) {
            if (request.traceOnly()) {
                results.sent(state, "forwards to " + state.recipient.address());
            } else {
                results.forward(state);
            }
        }
    }

    private void include(LocalState given, String path) throws InterruptedException {
        LocalState state = new LocalState(given);
        if (results.beenHere("include " + state.uid + " " + path)) {
            return;
        }
        state.expandedFrom = state.local;
        IncludeFile file = new IncludeFile(path, settings, log);
        Optional<String> text = file.read(state, results);
        if (text.isPresent()) {
            if (!propagates("include")) {
                state.unmatched = "";
            }
            lines(state, text.get());
        }
    }

    private int lines(LocalState state, String text) throws InterruptedException {
        int count = 0;
        for (String line : text.split("\n")) {
            if (!line.startsWith("#")) {
                count += destinations(state, line);
            }
        }
        return count;
    }

    /** @return whether a {@code .forward} file decided what happens */
    private boolean forwardFile(LocalState given) throws InterruptedException {
        LocalState state = new LocalState(given);
        Optional<DotForward.Found> found = dotForward.find(state, results);
        if (found.isEmpty()) {
            return false;
        }
        DotForward.Found file = found.get();
        if (file.problem()) {
            return true;
        }
        if (results.beenHere("forward " + file.path())) {
            return results.wasHere("forward-done " + file.path());
        }
        state.expandedFrom = state.local;
        Recipient asked = state.recipient;
        state.withoutSuccessNotice();
        long before = results.failures();
        if (lines(state, file.text()) > 0) {
            results.beenHere("forward-done " + file.path());
            if (asked.wantsSuccess() && results.failures() == before) {
                results.expanded(asked, "expanded");
            }
            return true;
        }
        return false;
    }

    /** @return whether there is such an account, or the mail has gone where accounts do not matter */
    private boolean account(LocalState given) throws InterruptedException {
        LocalState state = new LocalState(given);
        if (results.beenHere("mailbox " + state.local)) {
            return true;
        }
        if (settings.transports().insteadOfMailbox(request, state, results)) {
            return true;
        }
        try {
            Optional<SystemUser> user = settings.users().byName(state.user);
            if (user.isEmpty()) {
                return false;
            }
            state.rights(user.get());
        } catch (TableUnavailableException e) {
            log.warning(PROGRAM, "error looking up passwd info for " + state.user + ": " + e.getMessage());
            results.defer(state, "4.0.0", "user lookup error");
            return true;
        }
        Optional<String> program = settings.transports().command(state, results);
        if (program.isPresent() && program.get().isEmpty()) {
            mailbox.mailbox(request, state, results);
        } else if (program.isPresent()) {
            command.run(request, state, results, program.get());
        }
        return true;
    }

    private void unknown(LocalState given) throws InterruptedException {
        LocalState state = new LocalState(given);
        if (results.beenHere("deliver_unknown " + state.local)) {
            return;
        }
        if (settings.transports().forUnknown(request, state, results)) {
            return;
        }
        String relay = config.get(DeliveryParameters.LUSER_RELAY);
        if (!relay.isEmpty()) {
            state.unmatched = "";
            String to = LocalMacros.expand(relay, state, "").text();
            try {
                if (!settings.routing()
                        .route(to)
                        .recipient()
                        .toString()
                        .equalsIgnoreCase(state.recipient.address().toString())) {
                    address(state, to);
                    return;
                }
            } catch (TableUnavailableException e) {
                results.defer(state, "4.3.0", "address resolver failure");
                return;
            }
        } else if (state.user.equalsIgnoreCase("mailer-daemon") || state.user.equalsIgnoreCase("postmaster")) {
            log.warning(PROGRAM, "required alias not found: " + state.user);
            results.sent(state, "discarded");
            return;
        }
        results.bounce(state, "5.1.1", "unknown user: \"" + state.user + "\"");
    }
}
