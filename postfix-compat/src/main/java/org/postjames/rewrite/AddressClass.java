package org.postjames.rewrite;

/** How the responsibility for a domain is taken. // ADDRESS_CLASS_README */
public enum AddressClass {
    LOCAL,
    VIRTUAL_ALIAS,
    VIRTUAL_MAILBOX,
    RELAY,
    DEFAULT
}
