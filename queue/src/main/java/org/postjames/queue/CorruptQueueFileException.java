package org.postjames.queue;

/** A queue file that makes no sense. The message is Postfix's warning; the file goes to {@code corrupt}. */
final class CorruptQueueFileException extends Exception {
    private static final long serialVersionUID = 1L;

    CorruptQueueFileException(String warning) {
        super(warning);
    }
}
