package org.postjames.tables;

/** The numbers of LMDB's file format, data version 1. // mdb.c of LMDB 0.9: MDB_page, MDB_meta, MDB_node */
final class LmdbFormat {
    static final int PAGE_SIZE = 4096;
    static final int MAGIC = 0xBEEFC0DE;
    static final int PAGE_HEADER = 16;
    static final int PAGE_FLAGS = 10;
    static final int PAGE_LOWER = 12;
    static final int PAGE_UPPER = 14;
    static final int OVERFLOW_COUNT = 12;
    static final int META_MAP_SIZE = PAGE_HEADER + 16;
    static final int META_FREE_DB = PAGE_HEADER + 24;
    static final int META_MAIN_DB = META_FREE_DB + 48;
    static final int META_LAST_PAGE = META_MAIN_DB + 48;
    static final int META_TRANSACTION = META_LAST_PAGE + 8;
    static final int DB_FLAGS = 4;
    static final int DB_DEPTH = 6;
    static final int DB_BRANCH_PAGES = 8;
    static final int DB_LEAF_PAGES = 16;
    static final int DB_OVERFLOW_PAGES = 24;
    static final int DB_ENTRIES = 32;
    static final int DB_ROOT = 40;
    static final int BRANCH = 1;
    static final int LEAF = 2;
    static final int OVERFLOW = 4;
    static final int META = 8;
    static final int NODE_HEADER = 8;
    static final int NODE_BIG_DATA = 1;
    /** A node larger than this keeps its data on pages of their own: two nodes must fit on a page. */
    static final int NODE_MAX = ((PAGE_SIZE - PAGE_HEADER) / 2 & ~1) - 2;

    static final int KEY_MAX = 511;
    static final long NO_PAGE = -1;

    private LmdbFormat() {}
}
