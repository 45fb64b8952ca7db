#!/usr/bin/env python3
"""Records what Postfix's cleanup(8) makes of recipients: canonical and virtual alias mapping, with extensions.

    sudo record-expansion.py [NAME...]

writes expansion/NAME.golden beside each NAME.cf. Needs Postfix 3.7.11 and root; Postfix runs in a directory of its own, on a free port of loopback,
and throws all mail away; its log says where it went."""
import os, pwd, re, shutil, smtplib, socket, subprocess, sys, tempfile, time
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "resources/org/postjames/rewrite/expansion"
MASTER = """127.0.0.1:%d inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
MAIN = """compatibility_level = 3.6
queue_directory = {root}/spool
data_directory = {root}/data
maillog_file = {root}/log
maillog_file_prefixes = {root}
inet_protocols = ipv4
inet_interfaces = 127.0.0.1
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
smtpd_reject_unlisted_recipient = no
smtpd_peername_lookup = no
local_transport = discard
virtual_transport = discard
relay_transport = discard
default_transport = discard
alias_maps =
local_recipient_maps =
"""


def record(name):
    root = Path(tempfile.mkdtemp(prefix="postfix-expansion-", dir="/tmp"))
    os.chmod(root, 0o755)
    for d in ("etc", "data", "spool", "etc/dynamicmaps.cf.d", "etc/postfix-files.d"):
        (root / d).mkdir()
    os.chown(root / "data", pwd.getpwnam("postfix").pw_uid, -1)
    for f in ("postfix-files", "post-install", "postfix-script", "dynamicmaps.cf"):
        if Path("/etc/postfix", f).exists():
            shutil.copy(Path("/etc/postfix", f), root / "etc")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    (root / "etc/master.cf").write_text(MASTER % port)
    (root / "etc/main.cf").write_text(MAIN.format(root=root) + (DATA / (name + ".cf")).read_text())
    addresses = [l for l in (DATA / "addresses.txt").read_text().split("\n") if l and not l.startswith("#")]
    command = ["/usr/sbin/postfix", "-c", str(root / "etc")]
    subprocess.run(command + ["start"], check=True, capture_output=True)
    try:
        sent = []
        for attempt in range(100):
            try:
                smtp = smtplib.SMTP("127.0.0.1", port, timeout=20)
                break
            except OSError:
                time.sleep(0.05)
        smtp.ehlo("client.test")
        for address in addresses:
            smtp.docmd("MAIL", "FROM:<>")
            code, text = smtp.docmd("RCPT", "TO:<%s>" % address)
            if code != 250:
                raise OSError("%s: %s" % (address, text))
            smtp.docmd("DATA")
            smtp.send(b"\r\n.\r\n")
            sent.append((address, smtp.getreply()[1].decode()))
        smtp.quit()
        ids = [t.split(" as ")[-1] if " as " in t else None for _, t in sent]
        for attempt in range(400):
            log = (root / "log").read_text(encoding="latin-1")
            if all(i is None or re.search(r"qmgr\[\d+\]: %s: removed" % i, log) for i in ids):
                break
            time.sleep(0.05)
        else:
            raise OSError("mail is left in the queue")
    finally:
        subprocess.run(command + ["stop"], capture_output=True)
    with open(DATA / (name + ".golden"), "w", encoding="latin-1") as out:
        out.write("# Postfix 3.7.11: record-expansion.py %s: recipient, and to= in the log, sorted; or the reply at the end of the message\n" % name)
        for (address, text), i in zip(sent, ids):
            to = sorted(re.findall(r": %s: to=<(.*?)>," % i, log)) if i else [text]
            out.write(address + "\t" + "\t".join(to) + "\n")
    shutil.rmtree(root)


if __name__ == "__main__":
    for name in sys.argv[1:] or sorted(p.stem for p in DATA.glob("*.cf")):
        record(name)
