#!/usr/bin/env python3
"""Measures Postjames beside Postfix: same machine, same disk, same main.cf, in turn in one run.

    integration-tests/bench/bench.py [--pairs 5] [--only maildir,relay] [--scale 1.0] [--warm 12000] [--json FILE]

Needs root (Postfix), Debian's postfix (with smtp-source and smtp-sink) and a built distribution. Everything listens on 127.0.0.1, on free ports, in
temporary directories. From the first connection until the last message is delivered; both systems fsync before the 250 and before a delivery counts.
What is printed are medians over the pairs; these machines are noisy, so look at the ratio, which is taken pair by pair.
"""
import argparse, json, os, pwd, shutil, signal, socket, ssl, statistics, subprocess, sys, tempfile, threading, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
BIN = HERE.parent.parent / "distribution/target/postjames/bin"
MASTER = (HERE.parent / "src/test/resources/master.cf").read_text()
ENV = dict(os.environ, LC_ALL="C")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def answers(port):
    try:
        with socket.create_connection(("127.0.0.1", port), 0.2) as s:
            s.settimeout(5)
            return s.recv(4).startswith(b"220")
    except OSError:
        return False


def wait(what, limit, condition, pause=0.005):
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited {limit} s in vain for {what}")
        time.sleep(pause)


class Mta:
    """One mail system in directories of its own."""

    def __init__(self, settings):
        self.root = Path(tempfile.mkdtemp(prefix="postjames-bench-", dir=os.environ.get("BENCH_DIR")))
        self.root.chmod(0o755)
        for name in ("etc", "q", "data", "mail", "log"):
            (self.root / name).mkdir()
        (self.root / "mail").chmod(0o777)
        os.chown(self.root / "data", pwd.getpwnam("postfix").pw_uid, -1)
        self.port = free_port()
        main = {
            "compatibility_level": "3.6", "queue_directory": self.root / "q", "data_directory": self.root / "data",
            "maillog_file": self.root / "log/maillog", "maillog_file_prefixes": self.root, "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4", "myhostname": "mail.example.test", "mydomain": "example.test", "myorigin": "example.test",
            "mydestination": "mail.example.test, example.test, localhost", "mynetworks": "127.0.0.0/8", "alias_maps": "",
            "local_recipient_maps": "", "smtp_host_lookup": "native", "smtp_dns_support_level": "disabled", "biff": "no",
            "mail_spool_directory": self.root / "mail", "virtual_mailbox_domains": "virtual.example.test",
            "virtual_mailbox_base": self.root / "mail", "virtual_mailbox_maps": "static:box/", "virtual_uid_maps": "static:65534",
            "virtual_gid_maps": "static:65534", "mailbox_size_limit": "0", "message_size_limit": "20480000",
            # the load comes from one address
            "smtpd_client_connection_count_limit": "0", "smtpd_client_connection_rate_limit": "0",
        }
        main.update(settings)
        self.etc = self.root / "etc"
        (self.etc / "main.cf").write_text("".join(f"{k} = {v}\n" for k, v in main.items()))
        (self.etc / "master.cf").write_text(MASTER.replace("@PORT@", str(self.port)))
        self.prepare()
        for file in self.etc.rglob("*"):
            os.utime(file, (0, 0))

    def prepare(self):
        pass

    def start(self):
        begin = time.monotonic()
        self.launch()
        wait(f"{self.name}'s port", 30, lambda: answers(self.port))
        return time.monotonic() - begin

    def remove(self):
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)


class Postfix(Mta):
    name = "Postfix"

    def prepare(self):
        for name in ("postfix-files", "post-install", "postfix-script", "dynamicmaps.cf"):
            if (Path("/etc/postfix") / name).exists():
                shutil.copy(Path("/etc/postfix") / name, self.etc)
        (self.etc / "dynamicmaps.cf.d").mkdir()
        (self.etc / "postfix-files.d").mkdir()

    def launch(self):
        subprocess.run(["/usr/sbin/postfix", "-c", self.etc, "start"], env=ENV, check=True, capture_output=True)

    def stop(self):
        subprocess.run(["/usr/sbin/postfix", "-c", self.etc, "stop"], env=ENV, capture_output=True)

    def pids(self):
        master = int((self.root / "q/pid/master.pid").read_text())
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return [master] + [int(c) for c in children]

    def command(self, name):
        return ["/usr/sbin/" + name]


class Postjames(Mta):
    name = "Postjames"
    process = None

    def launch(self):
        log = open(self.root / "log/stdout", "ab")
        self.process = subprocess.Popen([BIN / "postjames", "run", "-c", self.etc], env=ENV, stdout=log, stderr=log, start_new_session=True)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)

    def pids(self):
        found = [self.process.pid]
        for pid in found:
            found += [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return found

    def command(self, name):
        return [str(BIN / name)]


def memory(mta):
    """Proportional set size of all its processes, in MB: shared pages are counted once."""
    total = 0
    for pid in mta.pids():
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            pass
    return total / 1024


def source(mta, count, size, to, reuse, sessions=20, name=None):
    command = ["smtp-source", "-s", str(sessions), "-m", str(count), "-l", str(size), "-f", "from@example.test", "-t", to]
    if reuse:
        command.append("-d")
    if name:
        command += ["-M", name]
    subprocess.run(command + [f"127.0.0.1:{mta.port}"], check=True)


def in_maildir(mta):
    new = mta.root / "mail/box/new"
    return len(os.listdir(new)) if new.exists() else 0


class MboxCount:
    def __init__(self, mta):
        self.file = mta.root / "mail/games"
        self.seen = 0
        self.offset = 0

    def __call__(self, _):
        if self.file.exists():
            with open(self.file, "rb") as f:
                f.seek(self.offset)
                data = f.read()
            end = data.rfind(b"\n") + 1
            self.seen += data[:end].count(b"\nFrom from@example.test ") + (self.offset == 0 and data.startswith(b"From "))
            self.offset += max(0, end - 1)
        return self.seen


class Sink:
    """Postfix's own smtp-sink; what it has taken is counted by the mail system's empty queue."""

    def __init__(self):
        self.port = free_port()
        self.process = subprocess.Popen(["smtp-sink", "-u", "nobody", f"127.0.0.1:{self.port}", "1000"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait("smtp-sink", 10, lambda: answers(self.port))

    def close(self):
        self.process.terminate()
        self.process.wait()


def queue_is_empty(mta):
    for name in ("incoming", "active", "maildrop", "deferred"):
        for _, _, files in os.walk(mta.root / "q" / name):
            if files:
                return False
    return True


# Twenty restrictions, tables of five kinds, header checks and TLS, as a host that takes mail from the Internet has them. Nobody is in mynetworks, so that all are asked.
BUSY = {
    "mynetworks": "192.0.2.0/24", "smtpd_helo_required": "yes",
    "smtpd_client_restrictions": "permit_mynetworks, permit_sasl_authenticated, check_client_access cidr:@ETC@/clients, reject_unauth_pipelining",
    "smtpd_helo_restrictions": "permit_mynetworks, check_helo_access lmdb:@ETC@/names, reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname",
    "smtpd_sender_restrictions": "permit_mynetworks, check_sender_access lmdb:@ETC@/senders, check_sender_access regexp:@ETC@/patterns, reject_non_fqdn_sender",
    "smtpd_relay_restrictions": "permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination",
    "smtpd_recipient_restrictions": "reject_non_fqdn_recipient, reject_unlisted_recipient, check_recipient_access lmdb:@ETC@/names",
    "smtpd_data_restrictions": "reject_unauth_pipelining, reject_multi_recipient_bounce",
    "virtual_alias_maps": "lmdb:@ETC@/aliases", "canonical_maps": "texthash:@ETC@/canonical", "header_checks": "regexp:@ETC@/headers",
    "smtpd_tls_security_level": "may", "smtpd_tls_cert_file": "@ETC@/cert.pem", "smtpd_tls_key_file": "@ETC@/key.pem",
    "smtpd_tls_auth_only": "yes", "virtual_mailbox_maps": "inline:{{a@virtual.example.test = box/}}",
}


def busy_files(etc):
    names = "".join(f"host{i}.example.org REJECT\nuser{i}@example.org REJECT\n" for i in range(1000))
    files = {
        "clients": "".join(f"198.51.{i}.0/24 REJECT\n" for i in range(100)), "names": names, "senders": names,
        "patterns": "".join(f"/^spam{i}@/ REJECT\n" for i in range(20)), "aliases": names.replace("REJECT", "a@virtual.example.test"),
        "canonical": "".join(f"old{i}@example.org new{i}@example.org\n" for i in range(1000)),
        "headers": "".join(f"/^Subject: .*offer {i}/ REJECT\n" for i in range(20)),
    }
    for name, text in files.items():
        (etc / name).write_text(text)
        if name in ("names", "senders", "aliases"):
            subprocess.run(["/usr/sbin/postmap", "-c", etc, f"lmdb:{etc / name}"], env=ENV, check=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=mail.example.test",
                    "-keyout", etc / "key.pem", "-out", etc / "cert.pem"], check=True, capture_output=True)


def encrypted(mta, count, size, to, sessions=20):
    """Like smtp-source -d, over TLS, with MAIL, RCPT and DATA in one packet."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    envelope = f"MAIL FROM:<from@example.test>\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode()
    content = b"Subject: x\r\n\r\n" + (b"x" * 78 + b"\r\n") * (size // 80) + b".\r\n"
    faults = []

    def session(messages):
        try:
            s = socket.create_connection(("127.0.0.1", mta.port), 60)
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            s.recv(4096)
            for command in (b"EHLO client.example.test\r\n", b"STARTTLS\r\n"):
                s.sendall(command)
                s.recv(4096)
            s = context.wrap_socket(s)
            s.sendall(b"EHLO client.example.test\r\n")
            f = s.makefile("rb")
            while f.readline()[3:4] == b"-":
                pass
            for _ in range(messages):
                s.sendall(envelope)
                replies = [f.readline() for _ in range(3)]
                if not replies[2].startswith(b"354"):
                    raise OSError(replies)
                s.sendall(content)
                if not f.readline().startswith(b"250"):
                    raise OSError("no 250")
            s.close()
        except OSError as e:
            faults.append(e)

    threads = [threading.Thread(target=session, args=(count // sessions,)) for _ in range(sessions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise SystemExit(f"a session failed: {faults[0]}")


def busy(args, count, to):
    """Mail into a Maildir through a configuration with much to ask, half of it in the clear and half over TLS."""
    def run(make):
        mta = make({})
        try:
            busy_files(mta.etc)
            with open(mta.etc / "main.cf", "a") as main:
                main.write("".join(f"{k} = {v}\n" for k, v in BUSY.items()).replace("@ETC@", str(mta.etc)))
            for file in mta.etc.rglob("*"):
                os.utime(file, (0, 0))
            mta.start()
            rates = {}
            seen = 0
            for name, send in (("plain", lambda n: source(mta, n, 4096, to, True, name="client.example.test")), ("TLS", lambda n: encrypted(mta, n, 4096, to))):
                for measured_now in (False, True):
                    n = count if measured_now else max(count, args.warm // 2) // 20 * 20
                    begin = time.monotonic()
                    send(n)
                    seen += n
                    wait("the last delivery", 300, lambda: in_maildir(mta) >= seen, pause=0.02)
                    rates[f"{name} msg/s"] = n / (time.monotonic() - begin)
            return rates
        finally:
            mta.remove()
    return run


def throughput(args, kind, count, size, to, reuse):
    def run(make):
        sink = Sink() if kind == "relay" else None
        mta = make({"relayhost": f"[127.0.0.1]:{sink.port}"} if sink else {})
        try:
            mta.start()
            # Warm, as a server that has been up for a while: Java's compiler takes some thousand messages to be done with the hot code.
            warm = count if size > 100_000 else max(count, args.warm)
            source(mta, warm, size, to, reuse)
            counter = MboxCount(mta) if kind == "mbox" else in_maildir
            done = (lambda n: queue_is_empty(mta)) if kind == "relay" else (lambda n: counter(mta) >= n)
            wait("the warm-up", 300, lambda: done(warm), pause=0.02)
            begin = time.monotonic()
            source(mta, count, size, to, reuse)
            accepted = time.monotonic()
            wait("the last delivery", 300, lambda: done(warm + count), pause=0.02)
            end = time.monotonic()
            return {"msg/s": count / (end - begin), "accepted/s": count / (accepted - begin), "memory MB": memory(mta)}
        finally:
            mta.remove()
            if sink:
                sink.close()
    return run


def latency(make):
    """One client, one connection: the time from the final dot to the 250, in ms."""
    mta = make({})
    try:
        mta.start()
        times = []
        with socket.create_connection(("127.0.0.1", mta.port)) as s:
            f = s.makefile("rb")
            f.readline()

            def say(text):
                s.sendall(text)
                line = f.readline()
                while line[3:4] == b"-":
                    line = f.readline()
                return line

            say(b"EHLO bench.example\r\n")
            for i in range(700):
                say(b"MAIL FROM:<a@example.test>\r\n")
                say(b"RCPT TO:<a@virtual.example.test>\r\n")
                say(b"DATA\r\n")
                body = b"Subject: x\r\n\r\n" + (b"x" * 78 + b"\r\n") * 51
                begin = time.monotonic()
                reply = say(body + b".\r\n")
                assert reply.startswith(b"250"), reply
                if i >= 200:
                    times.append((time.monotonic() - begin) * 1000)
            say(b"QUIT\r\n")
        times.sort()
        return {"250 p50 ms": times[len(times) // 2], "250 p99 ms": times[int(len(times) * 0.99)]}
    finally:
        mta.remove()


def idle(make):
    mta = make({})
    try:
        started = mta.start()
        time.sleep(2)
        return {"start s": started, "idle MB": memory(mta)}
    finally:
        mta.remove()


def commands(make):
    mta = make({})
    try:
        mta.start()
        (mta.etc / "table").write_text("key value\n")
        result = {}
        for label, words, text in (
            ("postconf -n", ["postconf", "-c", str(mta.etc), "-n"], b""),
            ("postmap -q", ["postmap", "-c", str(mta.etc), "-q", "key", f"texthash:{mta.etc}/table"], b""),
            ("postqueue -p", ["postqueue", "-c", str(mta.etc), "-p"], b""),
            ("sendmail", ["sendmail", "-C", str(mta.etc), "a@virtual.example.test"], b"Subject: x\n\nx\n"),
        ):
            times = []
            for _ in range(15):
                begin = time.monotonic()
                subprocess.run(mta.command(words[0]) + words[1:], input=text, env=ENV, capture_output=True, check=True)
                times.append((time.monotonic() - begin) * 1000)
            result[label + " ms"] = statistics.median(times)
        return result
    finally:
        mta.remove()


def measured(words, text):
    """Seconds and the most memory in MB of a process that reads a file and must succeed."""
    with open(text, "rb") as given, tempfile.TemporaryFile() as answer:
        begin = time.monotonic()
        process = subprocess.Popen(words, stdin=given, stdout=answer, env=ENV)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{words} ended with {process.returncode}")
        answer.seek(0)
        return time.monotonic() - begin, usage.ru_maxrss / 1024, answer.read().count(b"\n")


def million(make):
    """A table of 1,000,000 lines: built, asked by one process for 200,000 keys, and read as text."""
    mta = make({})
    try:
        table, keys = mta.etc / "table", mta.etc / "keys"
        table.write_text("".join(f"user{i * 7919 % 1_000_000:07}@example.org mailbox{i}@example.test\n" for i in range(1_000_000)))
        keys.write_text("".join(f"user{i * 104_729 % 1_000_000:07}@example.org\n" for i in range(200_000)))
        postmap = mta.command("postmap") + ["-c", str(mta.etc)]
        build, _, _ = measured(postmap + [f"lmdb:{table}"], os.devnull)
        queries, _, found = measured(postmap + ["-q", "-", f"lmdb:{table}"], keys)
        assert found == 200_000, found
        text, memory_text, found = measured(postmap + ["-q", "-", f"texthash:{table}"], keys)
        assert found == 200_000, found
        return {"build lmdb s": build, "lmdb queries/s": 200_000 / queries, "texthash queries/s": 200_000 / text, "texthash MB": memory_text}
    finally:
        mta.remove()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--scale", type=float, default=1.0, help="of the number of messages")
    parser.add_argument("--warm", type=int, default=12000, help="messages before the clock starts, at least as many as are measured")
    parser.add_argument("--json")
    args = parser.parse_args()
    n = lambda count: max(20, int(count * args.scale))
    box, user = "a@virtual.example.test", "games@example.test"
    cases = {
        "maildir 4k": throughput(args, "maildir", n(4000), 4096, box, False),
        "maildir 4k reused": throughput(args, "maildir", n(4000), 4096, box, True),
        "mbox 4k": throughput(args, "mbox", n(4000), 4096, user, False),
        "relay 4k": throughput(args, "relay", n(4000), 4096, "a@far.example.test", False),
        "relay 4k reused": throughput(args, "relay", n(4000), 4096, "a@far.example.test", True),
        "maildir 1m": throughput(args, "maildir", n(200), 1048576, box, False),
        "relay 1m": throughput(args, "relay", n(200), 1048576, "a@far.example.test", False),
        "busy 4k": busy(args, n(2000), box), "latency": latency, "idle": idle, "commands": commands, "million": million,
    }
    wanted = [c for c in cases if not args.only or any(c.startswith(o) for o in args.only.split(","))]
    print(f"| {'case':20} | {'measure':16} | {'Postfix':>9} | {'Postjames':>9} | {'ratio':>6} | ratios")
    results = {}
    for case in wanted:
        pairs = []
        for i in range(args.pairs):
            order = (Postfix, Postjames) if i % 2 == 0 else (Postjames, Postfix)
            pair = {make.name: cases[case](make) for make in order}
            pairs.append(pair)
            print(".", end="", file=sys.stderr, flush=True)
        results[case] = pairs
        for measure in pairs[0]["Postfix"]:
            theirs, ours = ([p[who][measure] for p in pairs] for who in ("Postfix", "Postjames"))
            ratios = [o / t if t else 0 for o, t in zip(ours, theirs)]
            print(f"| {case:20} | {measure:16} | {statistics.median(theirs):9.2f} | {statistics.median(ours):9.2f} | {statistics.median(ratios):6.2f} | "
                  + " ".join(f"{r:.2f}" for r in ratios), flush=True)
    if args.json:
        Path(args.json).write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
