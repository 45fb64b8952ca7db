#!/usr/bin/env python3
"""Records what Postfix's trivial-rewrite(8) answers about addresses.txt under each NAME.cf, with the warnings it logs.

    sudo record-addresses.py [NAME...]

writes NAME.resolve.golden, for some NAME.rewrite.golden, and NAME.warnings.golden beside each NAME.cf. Needs Postfix 3.7.11 and root; Postfix runs
in a directory of its own and opens no port."""
import os, pwd, re, shutil, socket, subprocess, sys, tempfile, time
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "resources/org/postjames/rewrite/addresses"
MASTER = """rewrite unix - - n - - trivial-rewrite
postlog unix-dgram n - n - 1 postlogd
"""
HEAD = "# Postfix 3.7.11: postfix-compat/src/test/scripts/record-addresses.py %s: trivial-rewrite(8), "


def ask(path, *pairs):
    """One request of the attribute protocol: name NUL value NUL, ended by an empty name. The server begins with a list that names its protocol."""
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(20)
        s.connect(str(path))
        s.sendall(b"".join(name + b"\0" + value + b"\0" for name, value in pairs) + b"\0")
        data = s.makefile("rb")

        def text():
            out = bytearray()
            while (c := data.read(1)) != b"\0":
                if not c:
                    raise OSError("no answer to %r" % (pairs,))
                out += c
            return bytes(out)

        reply = {}
        while b"address" not in reply and b"flags" not in reply or not {b"address", b"recipient"} & reply.keys():
            reply = {}
            while name := text():
                reply[name] = text()
        return reply


def line(*fields):
    """One line of a golden: a TAB between the fields, and <TAB> for one inside."""
    return b"\t".join(f.replace(b"\t", b"<TAB>") for f in fields) + b"\n"


def instance(root, cf):
    etc = root / "etc"
    for d in ("etc", "data", "log"):
        (root / d).mkdir()
    os.chown(root / "data", pwd.getpwnam("postfix").pw_uid, -1)
    for name in ("postfix-files", "post-install", "postfix-script", "dynamicmaps.cf"):
        if Path("/etc/postfix", name).exists():
            shutil.copy(Path("/etc/postfix", name), etc)
    for name in ("dynamicmaps.cf.d", "postfix-files.d"):
        (etc / name).mkdir()
    (etc / "master.cf").write_text(MASTER)
    (etc / "main.cf").write_text(
        "compatibility_level = 3.6\nqueue_directory = %s/spool\ndata_directory = %s/data\nmaillog_file = %s/log/maillog\n"
        "maillog_file_prefixes = %s\nimport_environment = MAIL_CONFIG\n" % (root, root, root, root)
        + cf.read_text(encoding="latin-1"),
        encoding="latin-1")
    (root / "spool").mkdir()
    return etc


def record(name):
    root = Path(tempfile.mkdtemp(prefix="postfix-addresses-", dir="/tmp"))
    os.chmod(root, 0o755)
    addresses = [l for l in (DATA / "addresses.txt").read_bytes().split(b"\n") if not l.startswith(b"#")]
    if addresses[-1] == b"":
        addresses.pop()
    senders = [l for l in (DATA / "senders.txt").read_bytes().split(b"\n") if not l.startswith(b"#")]
    if senders[-1] == b"":
        senders.pop()
    etc = instance(root, DATA / (name + ".cf"))
    subprocess.run(["/usr/sbin/postfix", "-c", str(etc), "start"], check=True, capture_output=True)
    try:
        service = root / "spool/private/rewrite"
        for _ in range(100):
            if service.exists():
                break
            time.sleep(0.05)
        for rewrite in [DATA / (name + ".rewrite.golden")] if name in REWRITING else []:
            with open(rewrite, "wb") as out:
                out.write((HEAD % name).encode() + b"request rewrite; rule, address, result\n")
                for rule in (b"local", b"remote"):
                    for a in addresses[1:]:
                        reply = ask(service, (b"request", b"rewrite"), (b"rule", rule), (b"address", a))
                        out.write(line(rule, a, reply[b"address"]))
        with open(DATA / (name + ".resolve.golden"), "wb") as out:
            out.write((HEAD % name).encode() + b"request resolve; sender, address, transport, nexthop, recipient, flags\n")
            asked = [(b"", a) for a in addresses] + [(s, a) for s in senders for a in SENDER_ADDRESSES]
            for s, a in asked:
                r = ask(service, (b"request", b"resolve"), (b"sender", s), (b"address", a))
                out.write(line(s, a, r[b"transport"], r[b"nexthop"], r[b"recipient"], r[b"flags"]))
    finally:
        subprocess.run(["/usr/sbin/postfix", "-c", str(etc), "stop"], capture_output=True)
    log = (root / "log/maillog").read_bytes().decode("latin-1")
    warnings = sorted(set(re.findall(r"trivial-rewrite\[\d+\]: ((?:warning|error|fatal|panic): .*)", log)))
    text = (HEAD % name) + "what it logged, once each, sorted\n"
    text += "".join(w.replace(str(etc), "CONFIG_DIRECTORY") + "\n" for w in warnings)
    (DATA / (name + ".warnings.golden")).write_text(text, encoding="latin-1")
    shutil.rmtree(root)


# the others rewrite as one of these
REWRITING = ["hacks", "plain", "noorigin", "nothing", "proxies", "utf8", "noutf8"]

# each is asked with each sender
SENDER_ADDRESSES = [b"user@example.test", b"user@alias.test", b"user@mbox.test", b"user@relay.test", b"user@elsewhere.test", b"user@star.test"]

if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(p.stem for p in DATA.glob("*.cf")):
        record(name)
