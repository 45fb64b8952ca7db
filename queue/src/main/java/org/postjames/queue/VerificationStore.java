package org.postjames.queue;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postjames.config.PostfixConfig;
import org.postjames.log.MailLog;

/**
 * The addresses of {@code address_verify_map}: in memory, and in a file that survives a restart. The file has a line for each change, {@code ADDRESS}, a tab and what is
 * known now, or nothing after the tab; it is written anew by {@link #compact}. What cannot be written is only forgotten at the next start.
 */
final class VerificationStore implements AutoCloseable {
    private final String name;
    private final MailLog log;
    private final @Nullable Path file;
    private final Map<String, Verification> entries = new LinkedHashMap<>();
    private @Nullable Writer journal;
    private boolean opened;

    private VerificationStore(String name, @Nullable Path file, MailLog log) {
        this.name = name;
        this.file = file;
        this.log = log;
    }

    static VerificationStore of(PostfixConfig config, MailLog log) {
        String map = config.get(VerifyParameters.ADDRESS_VERIFY_MAP);
        String bare = map.startsWith("proxy:") ? map.substring("proxy:".length()) : map;
        int colon = bare.indexOf(':');
        boolean isFile = colon >= 0 && bare.startsWith("/", colon + 1);
        // Postfix differs: the cache is a table of the type that address_verify_map names, because none of ours can be
        // written to while it is read; it is a file of its own, with ".journal" behind the name
        return new VerificationStore(
                map.isEmpty() ? "internal:verify" : map,
                isFile ? Path.of(bare.substring(colon + 1) + ".journal") : null,
                log);
    }

    /** Whether anybody has asked; until then there is no file. */
    boolean isUsed() {
        return opened;
    }

    private void open() {
        if (!opened && file != null) {
            load(file);
            journal = append(file);
        }
        opened = true;
    }

    String name() {
        return name;
    }

    Optional<Verification> find(String address) {
        open();
        return Optional.ofNullable(entries.get(address));
    }

    void put(String address, Verification entry) {
        open();
        entries.put(address, entry);
        write(address + "\t" + entry.format() + "\n");
    }

    void remove(String address) {
        if (entries.remove(address) != null) {
            write(address + "\t\n");
        }
    }

    /** A copy. */
    Map<String, Verification> all() {
        return new LinkedHashMap<>(entries);
    }

    private void load(Path from) {
        try (Stream<String> lines =
                Files.exists(from) ? Files.lines(from, StandardCharsets.ISO_8859_1) : Stream.empty()) {
            lines.forEach(line -> {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    Verification.parse(line.substring(tab + 1))
                            .ifPresentOrElse(
                                    entry -> entries.put(line.substring(0, tab), entry),
                                    () -> entries.remove(line.substring(0, tab)));
                }
            });
        } catch (IOException e) {
            warn(e);
        }
    }

    private @Nullable Writer append(Path to) {
        try {
            Files.createDirectories(to.toAbsolutePath().getParent());
            return Files.newBufferedWriter(
                    to, StandardCharsets.ISO_8859_1, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            warn(e);
            return null;
        }
    }

    private void write(String line) {
        if (journal != null) {
            try {
                journal.write(line);
                journal.flush();
            } catch (IOException e) {
                warn(e);
            }
        }
    }

    /** Writes the file anew, without what has changed since. */
    void compact() {
        if (file == null) {
            return;
        }
        close();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (Writer out = Files.newBufferedWriter(fresh, StandardCharsets.ISO_8859_1)) {
                for (Map.Entry<String, Verification> entry : entries.entrySet()) {
                    out.write(entry.getKey() + "\t" + entry.getValue().format() + "\n");
                }
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            warn(e);
        }
        journal = append(file);
    }

    private void warn(IOException e) {
        log.warning("verify", "cache " + name + ": " + e);
    }

    @Override
    public void close() {
        if (journal != null) {
            try {
                journal.close();
            } catch (IOException e) {
                warn(e);
            }
            journal = null;
        }
    }
}
