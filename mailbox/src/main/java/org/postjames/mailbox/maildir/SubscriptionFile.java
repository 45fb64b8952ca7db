package org.postjames.mailbox.maildir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Dovecot's {@code subscriptions}: version 2 begins with {@code V<TAB>2} and an empty line, and separates the levels of a
 * name by tabs; a file without that header has one name with dots per line.
 */
public final class SubscriptionFile {
    private static final String HEADER = "V\t2\n\n";

    private final Path file;
    private final OwnerRights rights;

    public SubscriptionFile(Path root) {
        this(root, OwnerRights.OURS);
    }

    public SubscriptionFile(Path root, OwnerRights rights) {
        this.file = root.resolve("subscriptions");
        this.rights = rights;
    }

    public Set<String> names() throws IOException {
        return rights.call(this::namesNow);
    }

    private Set<String> namesNow() throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Set.of();
        }
        boolean version2 = text.startsWith("V\t2\n");
        return text.lines()
                .skip(version2 ? 2 : 0)
                .filter(Predicate.not(String::isEmpty))
                .map(line -> decode(version2 ? line.replace('\t', '.') : line))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String decode(String line) {
        String name = FolderName.fromDirectory("." + line);
        return name == null ? line : name;
    }

    public void add(String name) throws IOException {
        rights.call(() -> change(names -> names.add(name)));
    }

    public void remove(String name) throws IOException {
        rights.call(() -> change(names -> names.remove(name)));
    }

    private Path change(Predicate<Set<String>> change) throws IOException {
        try (FolderLock lock = FolderLock.acquire(file)) {
            Set<String> names = new LinkedHashSet<>(names());
            if (change.test(names)) {
                StringBuilder text = new StringBuilder(HEADER);
                for (String name : names) {
                    String encoded = FolderName.toDirectory(name);
                    text.append((encoded == null ? name : encoded.substring(1)).replace('.', '\t'))
                            .append('\n');
                }
                Path tmp = file.resolveSibling("subscriptions.tmp");
                Files.writeString(tmp, text, StandardCharsets.UTF_8);
                Ownership.likeDirectory(tmp);
                Files.move(tmp, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return file;
        }
    }
}
