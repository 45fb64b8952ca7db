package org.postjames.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.postjames.command.PostconfOptions.Mode;

/** {@code postconf}: shows and changes main.cf and master.cf. // postconf(1) */
public final class Postconf {
    private static final String PROGRAM = "postconf";
    private static final Set<Mode> EDITS = EnumSet.of(Mode.EDIT, Mode.COMMENT, Mode.EXCLUDE);
    private static final Set<Mode> MASTER_MODES = EnumSet.of(Mode.MASTER, Mode.FIELDS, Mode.PARAMETERS);

    private Postconf() {}

    public static void main(String[] args) {
        int status = run(args, System.in, System.out, System.err);
        Exit.with(status);
    }

    /** @return the exit code */
    static int run(String[] args, InputStream in, PrintStream out, PrintStream err) {
        try {
            PostconfOptions options = PostconfOptions.parse(PROGRAM, bytes(args), err);
            show(options, out, err, new CommandMessages(PROGRAM, err, true));
            out.flush();
            return 0;
        } catch (CommandFailure e) {
            out.flush();
            err.writeBytes(CommandMessages.printable(e.line(PROGRAM)).getBytes(StandardCharsets.ISO_8859_1));
            err.flush();
            return e.exitCode();
        }
    }

    /** main.cf is read and written byte by byte, so the arguments are bytes, too. */
    private static String[] bytes(String[] args) {
        String[] bytes = args.clone();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = new String(bytes[i].getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        }
        return bytes;
    }

    private static void show(PostconfOptions options, PrintStream out, PrintStream err, CommandMessages messages)
            throws CommandFailure {
        if (options.has(Mode.LOCKS)) {
            out.print("flock\nfcntl\ndotlock\n");
        } else if (options.has(Mode.MAPS)) {
            out.print(TableTypeNames.lines());
        } else if (options.has(Mode.SERVER_SASL)) {
            // the values that smtpd_sasl_type may have
            out.print("cyrus\ndovecot\n");
        } else if (options.has(Mode.CLIENT_SASL)) {
            out.print("cyrus\n");
        } else if (options.has(Mode.EXPAND_TEMPLATES) || options.has(Mode.DUMP_TEMPLATES)) {
            PostconfTemplates.show(options, out, err);
        } else if (options.has(Mode.TLS)) {
            PostconfTls.show(options.tlsMode(), out, messages);
        } else if (options.hasAny(EDITS)) {
            edit(options, messages);
        } else {
            PostconfFiles files = new PostconfFiles(options, messages);
            if (options.hasAny(MASTER_MODES)) {
                new PostconfMaster(options, files, out, messages).show();
            } else {
                new PostconfMain(options, files, out, messages).show();
            }
        }
    }

    private static void edit(PostconfOptions options, CommandMessages messages) throws CommandFailure {
        if (options.names().isEmpty()) {
            throw new CommandFailure("missing service argument");
        }
        try {
            if (options.hasAny(MASTER_MODES)) {
                new MasterCfEdit(options, messages).run();
            } else {
                new MainCfEdit(options, messages).run();
            }
        } catch (IOException e) {
            throw new CommandFailure("edit " + PostconfFiles.directory(options) + ": " + CommandMessages.reason(e));
        }
    }
}
