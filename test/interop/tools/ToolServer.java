import java.io.*;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.stream.*;
import org.apache.kafka.common.utils.Exit;

/**
 * Runs Kafka's command line tools without a JVM for each. Reads lines "ID CLASS INPUT ARGUMENT..." and answers "ID CODE OUT ERR";
 * texts are in base64, and empty ones a dash. Each run has a thread, streams and classes of its own: tools keep state in statics.
 */
public class ToolServer {
    static final PrintStream answers = System.out;
    static final long HOOK_PATIENCE_MS = 10_000;
    static final InheritableThreadLocal<Run> current = new InheritableThreadLocal<>();

    public static void main(String[] args) throws Exception {
        System.setOut(new PrintStream(new Delegate(run -> run.out), true, "UTF-8"));
        System.setErr(new PrintStream(new Delegate(run -> run.err), true, "UTF-8"));
        System.setIn(new Input());
        Exit.Procedure end = (code, message) -> {
            Run run = current.get();
            if (message != null) System.err.println(message);
            run.exit(code);
            throw new Ended();
        };
        Exit.setExitProcedure(end);
        Exit.setHaltProcedure(end);
        Exit.setShutdownHookAdder((name, hook) -> current.get().hooks.add(hook));
        BufferedReader lines = new BufferedReader(new InputStreamReader(new FileInputStream(FileDescriptor.in), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            List<String> words = List.of(line.split(" "));
            new Run(words.get(0), words.get(1), decode(words.get(2)), words.subList(3, words.size())).start();
        }
        Runtime.getRuntime().halt(0);
    }

    static byte[] decode(String text) {
        return text.equals("-") ? new byte[0] : Base64.getDecoder().decode(text);
    }

    static String encode(byte[] bytes) {
        return bytes.length == 0 ? "-" : Base64.getEncoder().encodeToString(bytes);
    }

    /** Ends the thread that called exit. */
    static class Ended extends Error {
        Ended() {
            super(null, null, false, false);
        }
    }

    static class Run extends Thread {
        final ByteArrayOutputStream out = new ByteArrayOutputStream(), err = new ByteArrayOutputStream();
        final InputStream in;
        /** What the tool wants done when the JVM ends, which goes on here. */
        final List<Runnable> hooks = new ArrayList<>();
        final String id, tool;
        final String[] args;
        boolean ending = false;
        volatile Integer code;

        Run(String id, String tool, byte[] input, List<String> args) {
            this.id = id;
            this.tool = tool;
            this.in = new ByteArrayInputStream(input);
            this.args = args.stream().map(arg -> new String(decode(arg), StandardCharsets.UTF_8)).toArray(String[]::new);
        }

        /** The first code counts: what a tool does with the error that ends it is no part of its answer. */
        void exit(int code) {
            synchronized (this) {
                if (ending) return;
                ending = true;
            }
            for (Runnable hook : hooks) finish(hook);
            this.code = code;
            System.out.flush();
            System.err.flush();
            String answer = id + " " + code + " " + encode(out.toByteArray()) + " " + encode(err.toByteArray());
            synchronized (answers) {
                answers.println(answer);
            }
        }

        static void finish(Runnable hook) {
            Thread thread = new Thread(hook);
            thread.start();
            try {
                thread.join(HOOK_PATIENCE_MS);
            } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }

        @Override public void run() {
            current.set(this);
            try (Tools loader = new Tools()) {
                setContextClassLoader(loader);
                loader.loadClass(tool).getMethod("main", String[].class).invoke(null, (Object) args);
                exit(0);
            } catch (Throwable failure) {
                if (!ending) failure.printStackTrace();
                exit(1);
            }
        }
    }

    /** The tools' classes anew for each run, everything else shared. */
    static class Tools extends URLClassLoader {
        static final List<String> PACKAGES = List.of("org.apache.kafka.tools.", "kafka.tools.", "kafka.admin.");
        static final URL[] PATH = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Tools::url).toArray(URL[]::new);

        Tools() {
            super(PATH, ToolServer.class.getClassLoader());
        }

        static URL url(String path) {
            try {
                return new File(path).toURI().toURL();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (PACKAGES.stream().noneMatch(name::startsWith)) return super.loadClass(name, resolve);
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : findClass(name);
            }
        }
    }

    /** Writes to the stream of the run that this thread belongs to. */
    static class Delegate extends OutputStream {
        final java.util.function.Function<Run, OutputStream> choose;

        Delegate(java.util.function.Function<Run, OutputStream> choose) {
            this.choose = choose;
        }

        @Override public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override public void write(byte[] bytes, int offset, int length) throws IOException {
            Run run = current.get();
            if (run != null && run.code == null) choose.apply(run).write(bytes, offset, length);
        }
    }

    static class Input extends InputStream {
        @Override public int read() throws IOException {
            return current.get().in.read();
        }

        @Override public int read(byte[] bytes, int offset, int length) throws IOException {
            return current.get().in.read(bytes, offset, length);
        }
    }
}
