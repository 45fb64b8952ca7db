package org.postjames.delivery;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Functions of the C library. */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();

    private Libc() {}

    @FunctionalInterface
    interface IntCall {
        int run() throws Throwable;
    }

    static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup()
                        .find(name)
                        .orElseThrow(() -> new IllegalStateException("this C library has no " + name)),
                descriptor);
    }

    /** A call of such a function: it has no exceptions of its own. */
    @SuppressWarnings("IllegalCatch")
    static int invoke(IntCall call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // MethodHandle.invokeExact declares it
            throw new IllegalStateException(e);
        }
    }
}
