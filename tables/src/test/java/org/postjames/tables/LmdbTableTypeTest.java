package org.postjames.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Txn;
import org.postjames.config.PostfixConfig;
import org.postjames.table.LookupTable;
import org.postjames.table.TableName;
import org.postjames.table.Tables;

/** Our reader and writer beside the LMDB library itself. */
class LmdbTableTypeTest {
    @TempDir
    Path directory;

    private static Map<String, String> entries(int count) {
        Random random = new Random(7);
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            int length = i % 50 == 0 ? random.nextInt(20_000) : random.nextInt(40);
            entries.put("user" + random.nextInt() + "k".repeat(random.nextInt(60)), "v".repeat(length) + i);
        }
        return entries;
    }

    @Test
    void theLibraryShouldReadWhatWeWrite() throws Exception {
        for (int count : new int[] {0, 1, 2, 200, 20_000}) {
            Map<String, String> entries = entries(count);
            Path file = directory.resolve("w" + count + ".lmdb");
            new LmdbTableType().write(directory.resolve("w" + count).toString(), entries.entrySet(), true);
            try (Env<ByteBuffer> env = Env.create()
                    .setMaxDbs(0)
                    .open(file.toFile(), EnvFlags.MDB_NOSUBDIR, EnvFlags.MDB_NOLOCK, EnvFlags.MDB_RDONLY_ENV)) {
                Dbi<ByteBuffer> dbi = env.openDbi((byte[]) null);
                try (Txn<ByteBuffer> txn = env.txnRead()) {
                    assertThat(dbi.stat(txn).entries).isEqualTo(count);
                    for (Map.Entry<String, String> entry : entries.entrySet()) {
                        byte[] key = (entry.getKey() + "\0").getBytes(ISO_8859_1);
                        ByteBuffer wanted =
                                ByteBuffer.allocateDirect(key.length).put(key).flip();
                        ByteBuffer found = dbi.get(txn, wanted);
                        assertThat(ISO_8859_1.decode(found).toString()).isEqualTo(entry.getValue() + "\0");
                    }
                }
            }
        }
    }

    @Test
    void weShouldReadWhatTheLibraryWritesAndSeeItsChanges() throws Exception {
        Map<String, String> entries = entries(3000);
        Path file = directory.resolve("r.lmdb");
        try (Env<ByteBuffer> env =
                Env.create().setMapSize(100_000_000).open(file.toFile(), EnvFlags.MDB_NOSUBDIR, EnvFlags.MDB_NOLOCK)) {
            Dbi<ByteBuffer> dbi = env.openDbi((byte[]) null);
            put(env, dbi, entries);
            PostfixConfig config = PostfixConfig.of(Map.of());
            try (Tables tables = Tables.of(config, text -> {}, false)) {
                LookupTable table =
                        tables.open(new TableName("lmdb", directory.resolve("r").toString()));
                for (Map.Entry<String, String> entry : entries.entrySet()) {
                    assertThat(table.lookup(entry.getKey())).contains(entry.getValue());
                    assertThat(table.lookup(entry.getKey() + "x")).isEmpty();
                }
                put(env, dbi, Map.of("fresh", "1"));
                assertThat(table.lookup("fresh")).contains("1");
            }
        }
    }

    private static void put(Env<ByteBuffer> env, Dbi<ByteBuffer> dbi, Map<String, String> entries) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            entries.forEach((key, value) -> dbi.put(txn, buffer(key), buffer(value)));
            txn.commit();
        }
    }

    private static ByteBuffer buffer(String text) {
        byte[] bytes = (text + "\0").getBytes(ISO_8859_1);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
