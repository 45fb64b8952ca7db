package org.postjames.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.postjames.config.ValueSyntax;

/**
 * The table types that need more than the JDK. The server finds them on its class path. A command is told by a file, because to search jars takes longer than
 * to answer: each line is a type's name, the class that opens its tables, and, unless that is on the class path, the jars with it and its driver, beside the
 * file's directory; these are opened with the first table of the type, whoever names it.
 */
final class Drivers {
    private static final String PROPERTY = "postjames.drivers";

    private Drivers() {}

    static Iterable<TableType> all() {
        String file = System.getProperty(PROPERTY);
        return file == null ? ServiceLoader.load(TableType.class, Drivers.class.getClassLoader()) : told(Path.of(file));
    }

    /** The types that a file tells. */
    static List<TableType> told(Path file) {
        List<TableType> types = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                List<String> words = ValueSyntax.list(line);
                types.add(
                        words.size() == 2
                                ? instance(words.get(1), Drivers.class.getClassLoader())
                                : new Late(words.get(0), words.get(1), jars(file, words.subList(2, words.size()))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(PROPERTY + "=" + file, e);
        }
        return types;
    }

    private static URL[] jars(Path file, List<String> names) throws MalformedURLException {
        URL[] jars = new URL[names.size()];
        for (int i = 0; i < jars.length; i++) {
            jars[i] = file.resolveSibling("../" + names.get(i))
                    .normalize()
                    .toUri()
                    .toURL();
        }
        return jars;
    }

    private static TableType instance(String className, ClassLoader loader) throws ReflectiveOperationException {
        return (TableType)
                Class.forName(className, true, loader).getDeclaredConstructor().newInstance();
    }

    /** A type whose class is loaded with its first table. */
    private static final class Late implements TableType {
        private final String name;
        private final String className;
        private final URL[] jars;
        private @Nullable TableType type;

        Late(String name, String className, URL[] jars) {
            this.name = name;
            this.className = className;
            this.jars = jars;
        }

        @Override
        public List<String> names() {
            return List.of(name);
        }

        @Override
        public LookupTable open(TableName name, TableContext context) throws TableUnavailableException {
            return type().open(name, context);
        }

        private synchronized TableType type() throws TableUnavailableException {
            TableType known = type;
            if (known == null) {
                try {
                    known = instance(className, new Jars(className, jars));
                } catch (ReflectiveOperationException e) {
                    throw new TableUnavailableException("the driver of type " + name + " is not there: " + e, e);
                }
                type = known;
            }
            return known;
        }
    }

    /** Open until the command ends. The package that opens tables is taken from the jars, even if it is on the class path: there it would not see the driver. */
    private static final class Jars extends URLClassLoader {
        private final String ours;

        Jars(String className, URL[] jars) {
            super(jars, Drivers.class.getClassLoader());
            ours = className.substring(0, className.lastIndexOf('.') + 1);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(ours)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
        }
    }
}
