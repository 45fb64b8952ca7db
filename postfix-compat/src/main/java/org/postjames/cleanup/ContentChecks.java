package org.postjames.cleanup;

import org.jspecify.annotations.Nullable;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Maps;
import org.postjames.table.Tables;

/** The tables that look at content line by line, and how far MIME is parsed for them. // header_checks(5) */
record ContentChecks(
        Maps header,
        Maps mimeHeader,
        Maps nestedHeader,
        Maps body,
        long bodySizeLimit,
        boolean mime,
        int boundaryLimit,
        int nestingLimit) {
    static ContentChecks of(PostfixConfig config, Tables tables) {
        return new ContentChecks(
                tables.maps(config.get(CleanupParameters.HEADER_CHECKS)),
                tables.maps(config.get(CleanupParameters.MIME_HEADER_CHECKS)),
                tables.maps(config.get(CleanupParameters.NESTED_HEADER_CHECKS)),
                tables.maps(config.get(CleanupParameters.BODY_CHECKS)),
                config.get(CleanupParameters.BODY_CHECKS_SIZE_LIMIT),
                !config.get(CleanupParameters.DISABLE_MIME_INPUT_PROCESSING),
                config.get(CleanupParameters.MIME_BOUNDARY_LENGTH_LIMIT),
                config.get(CleanupParameters.MIME_NESTING_LIMIT));
    }

    /** Whether a structure that is nested too deeply to be looked at must be refused. */
    boolean anyHeader() {
        return !header.isEmpty() || !mimeHeader.isEmpty() || !nestedHeader.isEmpty();
    }

    /** The table for a header; headers that describe MIME parts have their own wherever they stand. */
    @Nullable
    Kind forHeader(MimeStructure.Block block, boolean describesPart) {
        Kind kind = describesPart
                ? Kind.MIME_HEADER
                : switch (block) {
                    case PRIMARY -> Kind.HEADER;
                    case PART -> Kind.MIME_HEADER;
                    case NESTED -> Kind.NESTED_HEADER;
                    case BODY -> Kind.BODY;
                };
        return maps(kind).isEmpty() ? null : kind;
    }

    Maps maps(Kind kind) {
        return switch (kind) {
            case HEADER -> header;
            case MIME_HEADER -> mimeHeader;
            case NESTED_HEADER -> nestedHeader;
            case BODY -> body;
        };
    }

    /** Which of the four a table belongs to. */
    enum Kind {
        HEADER("header_checks"),
        MIME_HEADER("mime_header_checks"),
        NESTED_HEADER("nested_header_checks"),
        BODY("body_checks");

        final String parameter;

        Kind(String parameter) {
            this.parameter = parameter;
        }
    }
}
