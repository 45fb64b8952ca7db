package org.postjames.bounce;

import org.postjames.address.Address;
import org.postjames.address.AddressSyntax;

/** An address as reports, log lines and queue listings show it; the null address is empty. // info_log_addr_form.c, quote_822_local(3) */
public final class QuotedAddress {
    private QuotedAddress() {}

    public static String of(Address address) {
        return address.isNull() ? "" : AddressSyntax.quote822(address);
    }
}
