package org.postjames.mailbox.james;

import java.io.IOException;
import java.io.InputStream;
import org.apache.james.mailbox.store.mail.model.impl.Properties;
import org.apache.james.mailbox.store.mail.model.impl.PropertyBuilder;
import org.apache.james.mailbox.store.streaming.CountingInputStream;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.field.LenientFieldParser;
import org.apache.james.mime4j.message.DefaultBodyDescriptorBuilder;
import org.apache.james.mime4j.message.MaximalBodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

/** What a message's top level header says of its body, in the form that James keeps beside a message. */
final class MimeHead {
    private MimeHead() {}

    static Properties parse(InputStream message) throws IOException {
        MimeTokenStream tokens = new MimeTokenStream(
                MimeConfig.PERMISSIVE,
                new DefaultBodyDescriptorBuilder(null, LenientFieldParser.getParser(), DecodeMonitor.SILENT));
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
        tokens.parse(message);
        try {
            EntityState state = tokens.next();
            while (state != EntityState.T_BODY
                    && state != EntityState.T_START_MULTIPART
                    && state != EntityState.T_END_OF_STREAM) {
                state = tokens.next();
            }
            return properties(tokens, (MaximalBodyDescriptor) tokens.getBodyDescriptor(), state);
        } catch (MimeException e) {
            throw new IOException("unreadable message header", e);
        }
    }

    private static Properties properties(MimeTokenStream tokens, MaximalBodyDescriptor head, EntityState state)
            throws IOException {
        PropertyBuilder builder = new PropertyBuilder();
        String mediaType = head.getMediaType() == null ? "text" : head.getMediaType();
        builder.setMediaType(mediaType);
        builder.setSubType(head.getMediaType() == null ? "plain" : head.getSubType());
        builder.setContentID(head.getContentId());
        builder.setContentDescription(head.getContentDescription());
        builder.setContentLocation(head.getContentLocation());
        builder.setContentMD5(head.getContentMD5Raw());
        builder.setContentTransferEncoding(head.getTransferEncoding());
        builder.setContentLanguage(head.getContentLanguage());
        builder.setContentDispositionType(head.getContentDispositionType());
        builder.setContentDispositionParameters(head.getContentDispositionParameters());
        builder.setContentTypeParameters(head.getContentTypeParameters());
        boolean text = mediaType.equalsIgnoreCase("text");
        if (head.getCharset() != null) {
            builder.setCharset(head.getCharset());
        } else if (text) {
            builder.setCharset("us-ascii");
        }
        if (text && state == EntityState.T_BODY) {
            try (CountingInputStream body = new CountingInputStream(tokens.getInputStream())) {
                body.readAll();
                builder.setTextualLineCount((long) body.getLineCount());
            }
        }
        return builder.build();
    }
}
