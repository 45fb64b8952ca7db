package org.postjames.delivery;

/** An account of the operating system. // passwd(5) */
public record SystemUser(String name, int uid, int gid, String home, String shell) {}
