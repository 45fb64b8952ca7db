package org.postjames.smtp.client;

import java.net.InetAddress;
import java.util.List;

/**
 * The servers of one destination, best first, or why there are none.
 *
 * @param isMe whether this host is among them: no other destination is tried then
 */
record MailServers(List<Server> servers, Trouble trouble, boolean isMe) {
    /** One address of one server. */
    record Server(String host, InetAddress address, int preference) {}
}
