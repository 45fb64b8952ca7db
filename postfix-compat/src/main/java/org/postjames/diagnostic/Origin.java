package org.postjames.diagnostic;

/** The place in a file that something was read from. Lines count from 1; 0 means the file as a whole. */
public record Origin(String file, int line) {
    @Override
    public String toString() {
        return line == 0 ? file : file + ", line " + line;
    }
}
