package org.postjames.access;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postjames.address.Address;

/** The question to a policy server: one {@code name=value} a line, and an empty line. // SMTPD_POLICY_README, check_policy_service() */
final class PolicyRequest {
    private final StringBuilder text = new StringBuilder(1024);

    private PolicyRequest() {}

    /** The bytes as they are sent; characters are bytes. */
    static byte[] of(SmtpdFacts facts, String stress, String policyContext) {
        PolicyRequest request = new PolicyRequest();
        request.conversation(facts);
        request.message(facts);
        request.add("etrn_domain", facts.etrnDomain());
        request.add("stress", stress);
        request.identity(facts.session());
        request.add("policy_context", policyContext);
        return request.text.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void conversation(SmtpdFacts facts) {
        SessionFacts session = facts.session();
        ClientFacts client = facts.client();
        add("request", "smtpd_access_policy");
        add("protocol_state", facts.where().equals("BDAT") ? "DATA" : facts.where());
        add("protocol_name", session.protocol());
        add("client_address", client.address());
        add("client_name", client.name());
        add("client_port", session.clientPort());
        add("reverse_client_name", client.reverseName());
        add("server_address", session.serverAddress());
        add("server_port", session.serverPort());
        add("helo_name", facts.helo());
    }

    private void message(SmtpdFacts facts) {
        SessionFacts session = facts.session();
        add("sender", facts.sender());
        add("recipient", facts.recipient());
        boolean complete =
                switch (facts.where().toUpperCase(Locale.ROOT)) {
                    case "DATA", "BDAT", "END-OF-MESSAGE" -> true;
                    default -> false;
                };
        add("recipient_count", complete ? facts.recipientCount() : 0);
        add("queue_id", session.queueId());
        add("instance", session.instance());
        add("size", session.size());
    }

    private void identity(SessionFacts session) {
        SessionFacts.Login login = session.login();
        add("sasl_method", login.method());
        add("sasl_username", login.username());
        add("sasl_sender", login.sender());
        SessionFacts.Encryption encryption = session.encryption();
        add("ccert_subject", encryption.subject());
        add("ccert_issuer", encryption.issuer());
        add("ccert_fingerprint", encryption.fingerprint());
        add("ccert_pubkey_fingerprint", encryption.publicKeyFingerprint());
        add("encryption_protocol", encryption.protocol());
        add("encryption_cipher", encryption.cipher());
        add("encryption_keysize", encryption.keySize());
    }

    private void add(String name, @Nullable Address address) {
        add(name, address == null ? "" : address.toString());
    }

    private void add(String name, long value) {
        add(name, Long.toString(value));
    }

    private void add(String name, @Nullable String value) {
        text.append(name).append('=').append(value == null ? "" : value).append('\n');
    }
}
