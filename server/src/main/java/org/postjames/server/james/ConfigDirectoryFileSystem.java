package org.postjames.server.james;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.james.filesystem.api.FileSystem;

/** James's view of files: {@code file://x} is relative to {@code $config_directory}, so that {@code extensions-jars} lies beside main.cf. */
public final class ConfigDirectoryFileSystem implements FileSystem {
    private final Path directory;

    public ConfigDirectoryFileSystem(Path directory) {
        this.directory = directory.toAbsolutePath();
    }

    @Override
    public InputStream getResource(String url) throws IOException {
        if (url.startsWith(CLASSPATH_PROTOCOL)) {
            String name = url.substring(CLASSPATH_PROTOCOL.length());
            InputStream in = getClass().getClassLoader().getResourceAsStream(name);
            if (in == null) {
                throw new FileNotFoundException(url);
            }
            return in;
        }
        return new FileInputStream(getFile(url));
    }

    @Override
    public File getFile(String url) throws FileNotFoundException {
        String path = url.startsWith(FILE_PROTOCOL) ? url.substring(FILE_PROTOCOL.length()) : url;
        if (path.startsWith("conf/")) {
            path = path.substring("conf/".length());
        }
        File file = directory.resolve(path).toFile();
        if (!file.exists()) {
            throw new FileNotFoundException(file.getPath());
        }
        return file;
    }

    @Override
    public File getBasedir() {
        return directory.toFile();
    }
}
