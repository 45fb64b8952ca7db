package org.postjames.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postjames.bounce.BounceTemplates;
import org.postjames.config.GlobalParameters;
import org.postjames.config.Parameter;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic.Severity;
import org.postjames.log.MailLog;

/** What {@code bounce_template_file} says, or the built-in templates. The file is read once for each configuration snapshot. // bounce.c: pre_jail_init() */
final class NoticeTemplates {
    static final Parameter<String> BOUNCE_TEMPLATE_FILE = Parameter.text("bounce_template_file");

    private final @Nullable BounceTemplates templates;
    private final String problem;

    private NoticeTemplates(@Nullable BounceTemplates templates, String problem) {
        this.templates = templates;
        this.problem = problem;
    }

    /** Says at once, and again with each notice, when the file cannot be used. */
    static NoticeTemplates of(PostfixConfig config, MailLog log) {
        Consumer<String> warnings = text -> log.warning(Notices.PROGRAM, text);
        String file = config.get(BOUNCE_TEMPLATE_FILE);
        if (file.isEmpty()) {
            return new NoticeTemplates(BounceTemplates.builtIn(warnings), "");
        }
        String problem;
        try {
            // the daemon's working directory is the queue's
            Path path = Path.of(config.get(GlobalParameters.QUEUE_DIRECTORY)).resolve(file);
            String content = Files.readString(path, StandardCharsets.ISO_8859_1);
            return new NoticeTemplates(BounceTemplates.parse(file, content, warnings), "");
        } catch (NoSuchFileException e) {
            problem = "open " + file + ": No such file or directory";
        } catch (AccessDeniedException e) {
            problem = "open " + file + ": Permission denied";
        } catch (IOException e) {
            problem = "read " + file + ": " + e.getMessage();
        } catch (IllegalArgumentException e) {
            problem = String.valueOf(e.getMessage());
        }
        log.log(Notices.PROGRAM, Severity.FATAL, problem);
        return new NoticeTemplates(null, problem);
    }

    /** @throws IOException if the file could not be used: no notice can be sent, and whoever waits for one is kept waiting */
    BounceTemplates get() throws IOException {
        BounceTemplates usable = templates;
        if (usable == null) {
            throw new IOException(problem);
        }
        return usable;
    }
}
