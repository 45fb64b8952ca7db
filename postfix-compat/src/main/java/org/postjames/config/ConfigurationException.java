package org.postjames.config;

import java.util.List;
import java.util.stream.Collectors;
import org.postjames.diagnostic.Diagnostic;

/** A configuration that cannot work, with everything that is wrong with it. No port is opened. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Diagnostic> diagnostics;

    public ConfigurationException(List<Diagnostic> diagnostics) {
        super(diagnostics.stream().map(d -> d.origin() + ": " + d.text()).collect(Collectors.joining("\n")));
        this.diagnostics = List.copyOf(diagnostics);
    }

    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }
}
