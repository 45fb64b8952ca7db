package org.postjames.config;

import java.util.Optional;

/** The known parameter whose name is nearest to an unknown one. */
final class DidYouMean {
    private static final int FARTHEST = 3;

    private DidYouMean() {}

    static Optional<String> of(String unknown) {
        String best = null;
        int distance = Math.min(FARTHEST, unknown.length() / 3) + 1;
        for (String name : ParameterTable.all().keySet()) {
            if (Math.abs(name.length() - unknown.length()) < distance) {
                int d = distance(unknown, name);
                if (d < distance) {
                    distance = d;
                    best = name;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /** Characters to insert, remove, replace or swap with the next. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + same, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
