package org.postjames.integration;

import java.util.List;
import java.util.Random;

/** Choices that a seed decides. */
final class Dice {
    private final Random random;

    Dice(long seed) {
        random = new Random(seed);
    }

    /** Dice of their own for one thing of many, so that it can be drawn again without the others. */
    static Dice of(long seed, int number, int part) {
        return new Dice((seed * 1_000_003 + number) * 1_000_003 + part);
    }

    boolean percent(int chance) {
        return random.nextInt(100) < chance;
    }

    int upTo(int last) {
        return random.nextInt(last + 1);
    }

    @SafeVarargs
    final <T> T one(T... of) {
        return of[random.nextInt(of.length)];
    }

    <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
