package org.postjames.queue;

import java.util.Map;
import org.postjames.queuefile.QueueAttributes;

/** What the sender wants to be told of the first delivery attempt: the bits of the attribute {@code trace_flags}. // deliver_request.h */
record TraceFlags(int bits) {
    static TraceFlags of(Map<String, String> attributes) {
        String text = attributes.get(QueueAttributes.TRACE_FLAGS);
        return new TraceFlags(text == null ? 0 : (int) EnvelopeReader.number(text, 0));
    }

    /** Nothing is delivered: the message is only there to be asked about. */
    boolean traceOnly() {
        return (bits & (QueueAttributes.TRACE_VERIFY | QueueAttributes.TRACE_ADDRESS_PROBE)) != 0;
    }

    /** The mail system itself asks whether the address is deliverable; nobody gets a report. */
    boolean addressProbe() {
        return (bits & QueueAttributes.TRACE_ADDRESS_PROBE) != 0;
    }

    /** The message is delivered as any other, and the first attempt is reported. */
    boolean record() {
        return (bits & QueueAttributes.TRACE_RECORD) != 0;
    }

    /** Whether every recipient is in the report, not only those that asked with NOTIFY=SUCCESS. */
    boolean reportsAll() {
        return traceOnly() || record();
    }
}
