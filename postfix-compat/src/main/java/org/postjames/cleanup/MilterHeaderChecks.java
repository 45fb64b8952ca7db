package org.postjames.cleanup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.milter.MilterReply;
import org.postjames.table.Maps;
import org.postjames.table.TableUnavailableException;

/** Looks at the headers that filters add, with {@code milter_header_checks}. One per message. // cleanup_milter_hbc_extend(), header_body_checks.c */
final class MilterHeaderChecks {
    private static final String PARAMETER = "milter_header_checks";
    private static final String MAP = PARAMETER + " map";
    private static final int LOGGED_CONTENT = 60;

    private final Maps maps;
    private final MilterFacts facts;
    private final Problems problems;
    private final LineActions actions;
    private final List<String> bcc = new ArrayList<>();
    private boolean enabled = true;
    private boolean held;
    private boolean discarded;
    private @Nullable MilterReply reply;
    private String filter = "";
    private String redirect = "";

    MilterHeaderChecks(Maps maps, MilterFacts facts, Problems problems) {
        this.maps = maps;
        this.facts = facts;
        this.problems = problems;
        this.actions = new LineActions(PARAMETER, true, new LineActions.Log() {
            @Override
            public void action(String action, String content, String text) {
                log(action, content, text);
            }

            @Override
            public void warn(String text) {
                problems.plainWarning(text);
            }
        });
    }

    /** What ends the message, or null. */
    @Nullable
    MilterReply reply() {
        return reply;
    }

    boolean isDiscarded() {
        return discarded;
    }

    boolean isHeld() {
        return held;
    }

    /** {@code transport:destination}, or empty. */
    String filter() {
        return filter;
    }

    /** Who gets the message instead of its recipients, or empty. */
    String redirect() {
        return redirect;
    }

    /** The recipients that were asked for since the last call. */
    List<String> takeBcc() {
        List<String> taken = List.copyOf(bcc);
        bcc.clear();
        return taken;
    }

    /** @return the header, or another in its place, or null if it shall not be added */
    @Nullable
    String look(String header) {
        if (maps.isEmpty()) {
            return header;
        }
        Optional<String> action;
        try {
            action = maps.find(header);
        } catch (TableUnavailableException e) {
            problems.lookupProblem(PARAMETER);
            return null;
        }
        return action.isEmpty() ? header : act(header, action.get());
    }

    private @Nullable String act(String header, String value) {
        LineActions.Found found = LineActions.Found.of(value);
        if (isOwn(found.command())) {
            if (enabled) {
                decide(found.command(), header, found.text());
            }
            return header;
        }
        return switch (actions.act(header, value)) {
            case LineActions.Keep keep -> header;
            case LineActions.Drop drop -> null;
            case LineActions.Replace replace -> replace.text();
            case LineActions.Prepend prepend -> {
                problems.plainWarning("the milter_header/body_checks prepend action is not implemented");
                yield header;
            }
        };
    }

    private static boolean isOwn(String command) {
        return List.of("BCC", "REJECT", "FILTER", "DISCARD", "HOLD", "REDIRECT").contains(command);
    }

    private void decide(String command, String header, String text) {
        switch (command) {
            case "BCC" -> {
                if (text.indexOf('@') < 0) {
                    problems.plainWarning("bad BCC address \"" + text + "\" in " + MAP + " -- need user@domain");
                } else {
                    log("bcc", header, text);
                    bcc.add(text);
                }
            }
            case "REJECT" -> {
                enabled = false;
                Refusal refusal = Refusal.of(text, problems);
                log("reject", header, refusal.reason());
                problems.refuse(refusal.status(), refusal.reply());
                reply = new MilterReply.Refuse(refusal.reply().toString());
            }
            case "FILTER" -> {
                if (text.isEmpty()) {
                    problems.plainWarning("missing FILTER command argument in " + MAP);
                } else if (text.indexOf(':') < 0) {
                    problems.plainWarning(
                            "bad FILTER command " + text + " in milter_header_checks -- need transport:destination");
                } else {
                    filter = text;
                    log("filter", header, text);
                }
            }
            case "DISCARD" -> {
                enabled = false;
                log("discard", header, text);
                discarded = true;
                reply = MilterReply.DISCARD;
            }
            case "HOLD" -> {
                if (!held) {
                    log("hold", header, text);
                    held = true;
                }
            }
            default -> {
                if (text.indexOf('@') < 0) {
                    problems.plainWarning("bad REDIRECT target \"" + text + "\" in " + MAP + " -- need user@domain");
                } else {
                    enabled = false;
                    redirect = text;
                    log("redirect", header, text);
                }
            }
        }
    }

    private void log(String action, String header, String text) {
        problems.info(facts.line(
                "milter-header-" + action,
                "header " + header.substring(0, Math.min(LOGGED_CONTENT, header.length())),
                text,
                true));
    }
}
