package org.postjames.cleanup;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postjames.cleanup.HeaderOptions.Addresses;
import org.postjames.cleanup.HeaderOptions.Name;
import org.postjames.cleanup.HeaderOptions.Options;

/** What is done with the message's own headers, not those of its parts: they are counted, rewritten, and completed. // cleanup_header_callback() */
final class PrimaryHeaders {
    private final CleanupSettings settings;
    private final Problems problems;
    private final MissingHeaders missing;
    private final @Nullable HeaderRewriter rewriter;
    private final HeaderOutput output;
    private final EnumSet<Name> seen = EnumSet.noneOf(Name.class);
    private boolean resent;
    private int hops;
    private List<String> hidden = List.of();

    PrimaryHeaders(
            CleanupSettings settings,
            @Nullable HeaderRewriter rewriter,
            MissingHeaders missing,
            HeaderOutput output,
            Problems problems) {
        this.settings = settings;
        this.rewriter = rewriter;
        this.missing = missing;
        this.output = output;
        this.problems = problems;
    }

    /** A Received: header, also if a check drops it. */
    void countHop() {
        hops++;
    }

    /** A header that the checks let through. */
    void write(Options options, HeaderBuffer header) {
        seen.add(options.name());
        switch (options.name()) {
            case RECEIVED -> {
                if (hops >= settings.hopcountLimit()) {
                    problems.add(CleanupStatus.HOPS, "message rejected: hopcount exceeded");
                }
            }
            case MESSAGE_ID -> problems.info("message-id=" + header.value());
            case RESENT_MESSAGE_ID -> problems.info("resent-message-id=" + header.value());
            default -> {}
        }
        if (problems.stop()) {
            return;
        }
        resent |= options.resent();
        if (options.name() == Name.RECEIVED && hops == 1) {
            hidden = List.of(new String(header.bytes(), 0, header.length(), StandardCharsets.ISO_8859_1));
        }
        if (options.addresses() == Addresses.NONE || rewriter == null) {
            if (!options.drop()) {
                output.write(header.bytes(), header.length());
            }
            return;
        }
        Optional<byte[]> rewritten =
                rewriter.rewrite(options, header.bytes(), header.nameLength(), header.length(), problems);
        if (!options.drop()) {
            byte[] text = rewritten.orElse(header.bytes());
            output.write(text, rewritten.isPresent() ? text.length : header.length());
        }
    }

    /** Adds what is missing. @return false for a message that has not even a Received: header */
    boolean complete() {
        if (hops < 1) {
            problems.add(CleanupStatus.BAD, "message rejected: no Received: header");
            return false;
        }
        missing.add(seen, resent);
        return true;
    }

    /** The first Received: header, LF between its lines: filters are not shown it. */
    List<String> hidden() {
        return hidden;
    }
}
