package org.postjames.config;

import java.util.List;

/** Parameters that only the configuration itself reads. */
final class ConfigParameters {
    static final Parameter<String> COMPATIBILITY_LEVEL = Parameter.text("compatibility_level");
    static final Parameter<String> MYNETWORKS_STYLE = Parameter.text("mynetworks_style");
    /** Services {@code name/type} (or {@code name}, or {@code type}) that master.cf defines and that are not started. */
    static final Parameter<List<String>> MASTER_SERVICE_DISABLE = Parameter.list("master_service_disable");

    private ConfigParameters() {}
}
