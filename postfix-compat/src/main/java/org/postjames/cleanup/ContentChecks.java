package org.postjames.cleanup;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.table.Maps;
import org.postjames.table.Tables;

/** The tables that look at content line by line, and how far MIME is parsed for them. // header_checks(5), header_body_checks(3) */
public final class ContentChecks {
    /** Which of the four a table belongs to. */
    public enum Kind {
        HEADER,
        MIME_HEADER,
        NESTED_HEADER,
        BODY
    }

    private final Map<Kind, String> parameters = new EnumMap<>(Kind.class);
    private final Map<Kind, Maps> maps = new EnumMap<>(Kind.class);
    private final long bodySizeLimit;
    private final MimeStructure.Limits limits;

    /**
     * The checks of one program.
     *
     * @param parameters which parameters name the tables: cleanup(8) and smtp(8) have their own
     */
    public ContentChecks(PostfixConfig config, Tables tables, Map<Kind, Parameter<String>> parameters) {
        for (Kind kind : Kind.values()) {
            Parameter<String> parameter = Objects.requireNonNull(parameters.get(kind), kind.name());
            this.parameters.put(kind, parameter.name());
            maps.put(kind, tables.maps(config.get(parameter)));
        }
        this.bodySizeLimit = config.get(CleanupParameters.BODY_CHECKS_SIZE_LIMIT);
        this.limits = limits(config, !config.get(CleanupParameters.DISABLE_MIME_INPUT_PROCESSING), false);
    }

    /** @param conversion whether 8-bit text becomes quoted-printable */
    public static MimeStructure.Limits limits(PostfixConfig config, boolean mime, boolean conversion) {
        return new MimeStructure.Limits(
                mime,
                config.get(CleanupParameters.MIME_BOUNDARY_LENGTH_LIMIT),
                config.get(CleanupParameters.MIME_NESTING_LIMIT),
                conversion);
    }

    long bodySizeLimit() {
        return bodySizeLimit;
    }

    MimeStructure.Limits limits() {
        return limits;
    }

    /** Whether a structure that is nested too deeply to be looked at must be refused. */
    public boolean anyHeader() {
        return !maps(Kind.HEADER).isEmpty()
                || !maps(Kind.MIME_HEADER).isEmpty()
                || !maps(Kind.NESTED_HEADER).isEmpty();
    }

    /** Whether there is a table for lines of the body. */
    public boolean anyBody() {
        return !maps(Kind.BODY).isEmpty();
    }

    /** The table for a header, if there is one; headers that describe MIME parts have their own wherever they stand. */
    public @Nullable Kind forHeader(MimeStructure.Block block, boolean describesPart) {
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

    public Maps maps(Kind kind) {
        return Objects.requireNonNull(maps.get(kind));
    }

    /** The parameter that names these tables. */
    public String parameter(Kind kind) {
        return Objects.requireNonNull(parameters.get(kind));
    }
}
