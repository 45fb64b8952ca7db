package org.postjames.queuefile;

/** The name of a queue file, short ({@code 5AB3C1A2B3}) or long ({@code 4Yz0Nw2X8hz1hbM}). // mail_queue.h */
public record QueueId(String text) {
    @Override
    public String toString() {
        return text;
    }
}
