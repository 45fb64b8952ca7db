#!/usr/bin/env python3
"""Records again what real Postfix makes of the messages in src/test/resources/org/postjames/cleanup/messages.

Usage, as root on a host with Debian's postfix 3.7.11 (its own configuration and queue are not touched):

    postfix-compat/src/test/scripts/record-cleanup-messages.py

For each NAME.in it writes NAME.local and NAME.remote: the content of the queue file after SMTP DATA, with and without
local header rewriting. To add a case, add NAME.in and run this. Needs an instance of Postfix in a temporary directory.
"""
import glob
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
MESSAGES = os.path.join(HERE, '..', 'resources', 'org', 'postjames', 'cleanup', 'messages')
COPIED = ('postfix-files', 'post-install', 'postfix-script', 'dynamicmaps.cf')
MAIN_CF = '''compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
maillog_file = {root}/log
maillog_file_prefixes = {root}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.test
mydomain = example.test
myorigin = example.test
mydestination = example.test, mail.example.test
mynetworks = 127.0.0.0/8
local_recipient_maps =
defer_transports = local smtp relay virtual
alias_maps =
alias_database =
smtp_dns_support_level = disabled
smtp_host_lookup = native
'''


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def configure(root, local, remote):
    etc = os.path.join(root, 'etc')
    for name in ('etc', 'queue', 'data'):
        os.mkdir(os.path.join(root, name))
    os.chmod(root, 0o755)
    shutil.chown(os.path.join(root, 'data'), 'postfix')
    for name in COPIED:
        source = os.path.join('/etc/postfix', name)
        if os.path.exists(source):
            shutil.copy(source, etc)
    for name in ('dynamicmaps.cf.d', 'postfix-files.d'):
        os.mkdir(os.path.join(etc, name))
    with open('/usr/share/postfix/master.cf.dist') as f:
        lines = f.read().splitlines()
    services = []
    for line in lines:
        fields = line.split()
        if line.startswith('#') or not fields:
            continue
        if not line[0].isspace():
            if fields[1] == 'inet':
                continue
            fields[4] = 'n'
            line = '\t'.join(fields)
        services.append(line)
    services.append('127.0.0.1:%d inet n - n - - smtpd' % local)
    services.append('127.0.0.1:%d inet n - n - - smtpd\n  -o local_header_rewrite_clients=' % remote)
    with open(os.path.join(etc, 'master.cf'), 'w') as f:
        f.write('\n'.join(services) + '\n')
    with open(os.path.join(etc, 'main.cf'), 'w') as f:
        f.write(MAIN_CF.format(root=root))
    for name in ('main.cf', 'master.cf'):
        os.utime(os.path.join(etc, name), (31536000, 31536000))
    return etc


def wait_for(port):
    for _ in range(100):
        try:
            socket.create_connection(('127.0.0.1', port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit('Postfix does not listen')


def send(port, data):
    s = socket.create_connection(('127.0.0.1', port))
    replies = s.makefile('rb')

    def reply():
        while True:
            line = replies.readline()
            if line[3:4] != b'-':
                return line
    reply()
    for command in (b'EHLO c.example', b'MAIL FROM:<sender@s.example>', b'RCPT TO:<rcpt@example.test>', b'DATA'):
        s.sendall(command + b'\r\n')
        reply()
    out = b''
    for line in data.split(b'\n')[:-1]:
        out += (b'.' if line.startswith(b'.') else b'') + line + b'\r\n'
    s.sendall(out + b'.\r\n')
    answer = reply()
    s.sendall(b'QUIT\r\n')
    reply()
    s.close()
    return answer.decode()


def postcat(etc, *args):
    return subprocess.run(['postcat', '-c', etc, '-q', *args], capture_output=True).stdout


def record(etc, name, context, port, data):
    answer = send(port, data)
    found = re.search(r'queued as (\w+)', answer)
    target = os.path.join(MESSAGES, name + '.' + context)
    if not found:
        with open(target, 'wb') as f:
            f.write(b'# Postfix 3.7.11: SMTP DATA reply\n' + answer.encode())
        return
    queue_id = found.group(1)
    # the first header is Postfix's own Received:, three lines long
    text = b'\n'.join(postcat(etc, '-h', '-b', queue_id).split(b'\n')[3:])
    text = re.sub(rb'\d{14}\.QID', b'STAMP.QID', text.replace(queue_id.encode(), b'QID'))
    text = re.sub(
        rb'(?m)^((?:Resent-)?Date: )\w{3}, [ \d]\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4} \(\w+\)$', rb'\1NOW', text)
    envelope = postcat(etc, '-e', queue_id).decode('latin1')
    extracted = envelope.split('*** HEADER EXTRACTED')[1].split('\n')[1:]
    encoding = [line for line in extracted if 'encoding=' in line]
    size = [line for line in envelope.split('\n') if line.startswith('message_size')][0].split()
    head = '# Postfix 3.7.11: postcat -qhb after SMTP DATA, %s header rewriting; smtputf8 flags %s; extracted: %s\n' % (
        context, size[6], ';'.join(encoding))
    with open(target, 'wb') as f:
        f.write(head.encode() + text)
    subprocess.run(['postsuper', '-c', etc, '-d', queue_id], capture_output=True)


def main():
    with tempfile.TemporaryDirectory(prefix='postfix-record') as root:
        local, remote = free_port(), free_port()
        etc = configure(root, local, remote)
        subprocess.run(['postfix', '-c', etc, 'start'], check=True, capture_output=True)
        try:
            wait_for(local)
            for path in sorted(glob.glob(os.path.join(MESSAGES, '*.in'))):
                with open(path, 'rb') as f:
                    data = f.read()
                name = os.path.basename(path)[:-3]
                record(etc, name, 'local', local, data)
                record(etc, name, 'remote', remote, data)
        finally:
            subprocess.run(['postfix', '-c', etc, 'stop'], capture_output=True)


if __name__ == '__main__':
    main()
