package org.postjames.smtp.client;

/** The content cannot go out as it must; half of it may have been sent. */
final class UnsendableContentException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    UnsendableContentException(Trouble trouble) {
        super(trouble.reason());
        this.trouble = trouble;
    }

    Trouble trouble() {
        return trouble;
    }
}
