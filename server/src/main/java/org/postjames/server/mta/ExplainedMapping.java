package org.postjames.server.mta;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;
import org.postjames.cleanup.AddressMapping;
import org.postjames.explain.ExplanationRecorder;
import org.postjames.table.TableUnavailableException;

/** The mapping that cleanup uses; each question about the envelope is a step of the explanation. */
record ExplainedMapping(AddressMapping mapping, ExplanationRecorder recorder) implements AddressMapping {
    /** A question to the tables. */
    private interface Question {
        Address ask(Address address) throws TableUnavailableException;
    }

    private static String text(Address address) {
        return AddressSyntax.quote822(address);
    }

    private Address step(String what, Address address, Question question) throws TableUnavailableException {
        ExplanationRecorder.OpenStep step = recorder.begin("cleanup", what + " " + text(address));
        Address result = question.ask(address);
        step.result(result.equals(address) ? "" : text(result));
        return result;
    }

    @Override
    public Address complete(Context context, Address address) {
        Address result = mapping.complete(context, address);
        if (!result.equals(address)) {
            recorder.begin("cleanup", "rewrite " + text(address)).result(text(result));
        }
        return result;
    }

    @Override
    public Address envelopeSender(Address sender) throws TableUnavailableException {
        return step("canonical sender", sender, mapping::envelopeSender);
    }

    @Override
    public Address envelopeRecipient(Address recipient) throws TableUnavailableException {
        return step("canonical recipient", recipient, mapping::envelopeRecipient);
    }

    @Override
    public Address headerSender(Address address) throws TableUnavailableException {
        return mapping.headerSender(address);
    }

    @Override
    public Address headerRecipient(Address address) throws TableUnavailableException {
        return mapping.headerRecipient(address);
    }

    @Override
    public List<Address> expand(Address recipient) throws TableUnavailableException, ExpansionLimitException {
        ExplanationRecorder.OpenStep step = recorder.begin("cleanup", "virtual alias " + text(recipient));
        List<Address> results = mapping.expand(recipient);
        if (!results.equals(List.of(recipient))) {
            step.result(results.stream().map(ExplainedMapping::text).collect(Collectors.joining(", ")));
        }
        return results;
    }

    @Override
    public Optional<Address> senderBcc(Address sender) throws TableUnavailableException {
        ExplanationRecorder.OpenStep step = recorder.begin("cleanup", "copy for sender " + text(sender));
        Optional<Address> bcc = mapping.senderBcc(sender);
        step.result(bcc.map(ExplainedMapping::text).orElse(""));
        return bcc;
    }

    @Override
    public Optional<Address> recipientBcc(Address recipient) throws TableUnavailableException {
        ExplanationRecorder.OpenStep step = recorder.begin("cleanup", "copy for recipient " + text(recipient));
        Optional<Address> bcc = mapping.recipientBcc(recipient);
        step.result(bcc.map(ExplainedMapping::text).orElse(""));
        return bcc;
    }
}
