package org.postjames.milter;

import org.jspecify.annotations.Nullable;

/**
 * How a filter changes the message that it has just seen. Each method returns null, or a reply that ends the message: the queue file could not be
 * written, or a check did not like a header. Texts hold one character per byte.
 */
public interface MessageEdits {
    /** Adds a header behind the last one. @param space what stands between the colon and the value */
    @Nullable
    MilterReply addHeader(String name, String space, String value);

    /** Inserts a header. @param index 1 is above all headers, also our own */
    @Nullable
    MilterReply insertHeader(int index, String name, String space, String value);

    /** Replaces the {@code index}th header of this name, from 1; adds it if there are fewer. */
    @Nullable
    MilterReply updateHeader(int index, String name, String space, String value);

    @Nullable
    MilterReply deleteHeader(int index, String name);

    /** @param arguments ESMTP parameters separated by spaces, or empty */
    @Nullable
    MilterReply changeSender(String address, String arguments);

    @Nullable
    MilterReply addRecipient(String address, String arguments);

    @Nullable
    MilterReply deleteRecipient(String address);

    /** A new body follows. */
    @Nullable
    MilterReply beginBody();

    /** A line of the new body, or a piece of one that goes on. */
    @Nullable
    MilterReply bodyRecord(byte[] data, int length, boolean complete);

    @Nullable
    MilterReply endBody();

    /** The longest piece of a line. // line_length_limit */
    int lineLimit();
}
