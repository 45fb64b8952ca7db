package org.postjames.server;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.postjames.config.ConfigurationException;
import org.postjames.config.PostfixConfig;
import org.postjames.diagnostic.Diagnostic;
import org.postjames.translate.JamesConfiguration;

/** {@code postjames translate}: writes main.cf and master.cf as XML files that a stock James takes; our own server reads main.cf only. */
final class TranslateCommand {
    private TranslateCommand() {}

    /** @return the exit status */
    static int run(List<String> words, Path configured, PrintStream out, PrintStream err) {
        boolean given = words.size() >= 2 && words.getFirst().equals("-c");
        Path source = given ? Path.of(words.get(1)) : configured;
        List<String> rest = given ? words.subList(2, words.size()) : words;
        if (rest.size() != 1 || rest.getFirst().startsWith("-")) {
            err.println("usage: postjames translate [-c config_dir] DIRECTORY");
            return 1;
        }
        Path target = Path.of(rest.getFirst());
        try {
            Map<String, String> files = JamesConfiguration.translate(
                    PostfixConfig.load(source.toAbsolutePath().normalize()));
            // nothing is overwritten: the folder may be a James's own conf
            for (String name : files.keySet()) {
                if (Files.exists(target.resolve(name))) {
                    err.println("postjames: fatal: " + target.resolve(name) + " exists already");
                    return 1;
                }
            }
            Files.createDirectories(target);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(target.resolve(file.getKey()), file.getValue(), StandardCharsets.UTF_8);
                out.println(target.resolve(file.getKey()));
            }
            return 0;
        } catch (ConfigurationException e) {
            for (Diagnostic d : e.diagnostics()) {
                err.println("postjames: " + d.severity().prefix() + d.origin() + ": " + d.text());
            }
            return 1;
        } catch (IOException e) {
            err.println("postjames: fatal: " + e);
            return 1;
        }
    }
}
