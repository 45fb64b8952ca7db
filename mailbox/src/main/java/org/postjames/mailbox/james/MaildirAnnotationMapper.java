package org.postjames.mailbox.james;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.MailboxAnnotation;
import org.apache.james.mailbox.model.MailboxAnnotationKey;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.store.mail.AnnotationMapper;

/** Annotations (RFC 5464) in {@code postjames-annotations} in each folder. */
final class MaildirAnnotationMapper implements AnnotationMapper {
    static final String FILE = "postjames-annotations";

    private final MaildirStore store;
    private final Object writing = new Object();

    MaildirAnnotationMapper(MaildirStore store) {
        this.store = store;
    }

    private PropertyFile file(MailboxId id) {
        try {
            return new PropertyFile(store.folder(id).directory().resolve(FILE), store.rights(id));
        } catch (MailboxException e) {
            throw new UncheckedIOException(new IOException("mailbox not found", e));
        }
    }

    private Map<String, String> values(MailboxId id) {
        try {
            return file(id).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<MailboxAnnotation> find(MailboxId id, Predicate<MailboxAnnotationKey> wanted) {
        return values(id).entrySet().stream()
                .map(e -> MailboxAnnotation.newInstance(new MailboxAnnotationKey(e.getKey()), e.getValue()))
                .filter(annotation -> wanted.test(annotation.getKey()))
                .toList();
    }

    @Override
    public List<MailboxAnnotation> getAllAnnotations(MailboxId id) {
        return find(id, key -> true);
    }

    @Override
    public List<MailboxAnnotation> getAnnotationsByKeys(MailboxId id, Set<MailboxAnnotationKey> keys) {
        return find(id, keys::contains);
    }

    @Override
    public List<MailboxAnnotation> getAnnotationsByKeysWithOneDepth(MailboxId id, Set<MailboxAnnotationKey> keys) {
        return find(id, key -> keys.stream()
                .anyMatch(k -> isBelow(key, k) && key.countComponents() <= k.countComponents() + 1));
    }

    @Override
    public List<MailboxAnnotation> getAnnotationsByKeysWithAllDepth(MailboxId id, Set<MailboxAnnotationKey> keys) {
        return find(id, key -> keys.stream().anyMatch(k -> isBelow(key, k)));
    }

    private static boolean isBelow(MailboxAnnotationKey key, MailboxAnnotationKey parent) {
        return key.equals(parent) || key.asString().startsWith(parent.asString() + "/");
    }

    private void change(MailboxId id, Predicate<Map<String, String>> change) {
        synchronized (writing) {
            Map<String, String> values = values(id);
            if (change.test(values)) {
                try {
                    file(id).write(values);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void deleteAnnotation(MailboxId id, MailboxAnnotationKey key) {
        change(id, values -> values.remove(key.asString()) != null);
    }

    @Override
    public void insertAnnotation(MailboxId id, MailboxAnnotation annotation) {
        String value =
                annotation.getValue().orElseThrow(() -> new IllegalArgumentException("an annotation without value"));
        change(id, values -> {
            values.put(annotation.getKey().asString(), value);
            return true;
        });
    }

    @Override
    public boolean exist(MailboxId id, MailboxAnnotation annotation) {
        return values(id).containsKey(annotation.getKey().asString());
    }

    @Override
    public int countAnnotations(MailboxId id) {
        return values(id).size();
    }
}
