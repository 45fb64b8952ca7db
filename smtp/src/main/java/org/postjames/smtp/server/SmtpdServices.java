package org.postjames.smtp.server;

import org.jspecify.annotations.Nullable;
import org.postjames.access.DebugPeers;
import org.postjames.access.RestrictionContext;
import org.postjames.access.SmtpdPolicy;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.table.NetworkList;
import org.postjames.table.Tables;

/** One smtpd service as its sessions see it: usually, and with {@code stress=yes}. The second is made when it is needed first. */
final class SmtpdServices {
    private final PostfixConfig config;
    private final String program;
    private final SmtpdDependencies dependencies;
    private final SmtpdService usual;
    private @Nullable SmtpdService stressed;
    private boolean closing;

    SmtpdServices(PostfixConfig config, String program, SmtpdSettings settings, SmtpdDependencies dependencies) {
        this.config = config;
        this.program = program;
        this.dependencies = dependencies;
        this.usual = make(config, settings);
    }

    SmtpdService usual() {
        return usual;
    }

    /** What a session under stress sees; a value that makes no sense then is logged, and the session is a usual one. */
    synchronized SmtpdService stressed() {
        SmtpdService known = stressed;
        if (known != null) {
            return known;
        }
        try {
            PostfixConfig own = config.isSet("stress") ? config : config.with("stress", "yes");
            known = make(own, new SmtpdSettings(own, program));
        } catch (IllegalArgumentException e) {
            dependencies.log().warning(program, String.valueOf(e.getMessage()));
            known = usual;
        }
        stressed = known;
        if (closing) {
            known.closing();
        }
        return known;
    }

    /** From now on sessions end as soon as they can. */
    synchronized void closing() {
        closing = true;
        usual.closing();
        if (stressed != null) {
            stressed.closing();
        }
    }

    private SmtpdService make(PostfixConfig own, SmtpdSettings settings) {
        Tables tables = dependencies.tables();
        NetworkList mynetworks = list(own, GlobalParameters.MYNETWORKS, tables);
        SmtpdPolicy policy = new SmtpdPolicy(new RestrictionContext(
                own,
                name -> tables.maps(name)::find,
                mynetworks::matches,
                dependencies.routing(),
                dependencies.routing(),
                dependencies.dns(),
                tables,
                dependencies.verifier(),
                dependencies.log(),
                program));
        SmtpdService.Lists lists = new SmtpdService.Lists(
                list(own, SmtpdParameters.SMTPD_AUTHORIZED_XCLIENT_HOSTS, tables),
                list(own, SmtpdParameters.SMTPD_AUTHORIZED_XFORWARD_HOSTS, tables),
                list(own, SmtpdParameters.SMTPD_AUTHORIZED_VERP_CLIENTS, tables),
                list(own, SmtpdParameters.SMTPD_CLIENT_EVENT_LIMIT_EXCEPTIONS, tables),
                list(own, SmtpdParameters.SMTPD_FORBID_BARE_NEWLINE_EXCLUSIONS, tables),
                list(own, SmtpdParameters.SMTPD_SASL_EXCEPTIONS_NETWORKS, tables),
                new DebugPeers(own, tables, dependencies.log(), program),
                new LocalClients(own, tables, mynetworks));
        return new SmtpdService(settings, policy, lists, dependencies);
    }

    private static NetworkList list(PostfixConfig own, Parameter<String> parameter, Tables tables) {
        return new NetworkList(parameter.name(), own.get(parameter), own, tables);
    }
}
