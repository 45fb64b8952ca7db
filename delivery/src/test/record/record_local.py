"""Records golden.txt of the delivery agents anew from the installed Postfix 3.7.11, as root: python3 delivery/src/test/record/record_local.py

Makes a Postfix of its own in a new temporary directory, sends one message for each line of cases.txt, and stops it again.
"""
import subprocess,os,re,shutil,socket,sys,tempfile,time,glob,smtplib,pwd,grp,stat
from pathlib import Path
B=tempfile.mkdtemp(prefix='record-local'); E=B+'/etc'; D=B+'/d'
R=str(Path(__file__).resolve().parents[1]/'resources/org/postjames/delivery')
with socket.socket() as free: free.bind(('127.0.0.1',0)); PORT=free.getsockname()[1]
for d in ['etc','q','data','d']: os.makedirs(f'{B}/{d}')
os.chmod(B,0o755); shutil.chown(B+'/data','postfix')
def world():
    shutil.rmtree(D); os.makedirs(D); os.chmod(D,0o755)
    for d,m in [('out',0o777),('spool',0o775),('vmail',0o777),('forward',0o755)]:
        os.mkdir(f'{D}/{d}'); os.chmod(f'{D}/{d}',m)
    os.chown(D+'/spool',0,grp.getgrnam('mail').gr_gid)
    for f in ['aliases','vmailbox','vuid']:
        open(f'{D}/{f}','w').write(open(f'{R}/{f}').read().replace('@DIR@',D))
    def w(n,t,m=0o644):
        open(f'{D}/{n}','w').write(t); os.chmod(f'{D}/{n}',m)
    w('list','# people\ngames, backup\n\nsomeone@remote.test\n')
    w('writable','games\n',0o666)
    w('commands',f'"|cat > {D}/out/never"\n{D}/out/never2\n')
    w('out/program','',0o777)
    os.makedirs(D+'/vmail/v.test'); os.chmod(D+'/vmail/v.test',0o777)
    w('forward/news','\\news, games\n')
    os.chown(D+'/forward/news',pwd.getpwnam('news').pw_uid,0)
    w('forward/news+ext','backup\n')
    os.chown(D+'/forward/news+ext',pwd.getpwnam('news').pw_uid,0)
world()
for f in ['postfix-files','post-install','postfix-script','dynamicmaps.cf','dynamicmaps.cf.d','postfix-files.d']:
    s='/etc/postfix/'+f
    if os.path.isdir(s): shutil.copytree(s,f'{E}/{f}')
    elif os.path.exists(s): shutil.copy(s,f'{E}/{f}')
master=''
for l in open('/usr/share/postfix/master.cf.dist'):
    if l.startswith('#') or not l.strip(): continue
    if l[0] in ' \t': master+=l; continue
    f=l.split(); f[4]='n'
    if f[0]=='smtp' and f[1]=='inet': f[0]=f'127.0.0.1:{PORT}'
    master+=' '.join(f)+'\n'
master+='discard unix - - n - - discard\n' if 'discard ' not in master else ''
open(E+'/master.cf','w').write(master)
open(E+'/transport','w').write('example.test discard:\nremote.test discard:\n')
open(E+'/main.cf','w').write(open(R+'/main.cf').read().replace('@DIR@',D)+f'''
queue_directory = {B}/q
data_directory = {B}/data
maillog_file = {B}/log
maillog_file_prefixes = {B}
transport_maps = texthash:{E}/transport
mynetworks = 127.0.0.0/8
minimal_backoff_time=3000s
maximal_backoff_time=4000s
''')
for f in glob.glob(E+'/*'): os.utime(f,(1e9,1e9))
env=dict(os.environ,MAIL_CONFIG=E,TZ='UTC'); env.pop('LANG',None)
subprocess.run(['postfix','-c',E,'start'],env=env,stderr=subprocess.DEVNULL)
time.sleep(1)
msg='From: from@example.test\r\nTo: list@example.test\r\nDate: Sun, 01 Jan 2023 00:00:00 +0000\r\nMessage-Id: <1@example.test>\r\nDelivered-To: looped@mail.example.test\r\nSubject: test\r\n\r\nFrom the beginning\r\n.dot\r\nlast\r\n'
def norm(t,case):
    t=t.replace(D,'@DIR@').replace(E,'@ETC@')
    t=re.sub(r'(?m)^(From \S+  ).*$',r'\1@DATE@',t)
    t=re.sub(r'(?m)^Received:.*\n([ \t].*\n)*','',t)
    return t
g=open(R+'/golden.txt','w')
g.write('# Postfix 3.7.11: local(8) and virtual(8) with main.cf and aliases, one message for each line of cases.txt\n')
for case in open(R+'/cases.txt').read().splitlines():
    if case.startswith('#'): continue
    world()
    rcpt=case if '@' in case else case+'@mail.example.test'
    at=os.path.getsize(B+'/log')
    s=smtplib.SMTP('127.0.0.1',PORT); s.ehlo('client'); s.docmd('MAIL FROM:<from@example.test>'); print(case,s.docmd(f'RCPT TO:<{rcpt}>'))
    c,m=s.data(msg); q=m.decode().split()[-1]; s.quit()
    end=time.time()+6
    while time.time()<end:
        time.sleep(.15)
        with open(B+'/log') as f: f.seek(at); log=f.read()
        if f'{q}: removed' in log or re.search(q+': to=<.*status=deferred',log): break
    time.sleep(.15)
    with open(B+'/log') as f: f.seek(at); log=f.read()
    g.write(f'[{case}]\n')
    for l in log.splitlines():
        m=re.search(r' postfix/(local|virtual)\[\d+\]: (.*)',l)
        if not m: continue
        t=m[2]
        d=re.match(r'(\w+): (to=<.*?>)(, orig_to=<.*?>)?, relay=(\S+), delay=\S+, delays=\S+, dsn=(\S+), status=(\w+) (\(.*\))$',t)
        if d:
            if d[1]!=q: continue
            r=re.sub(r'forwarded as \w+','forwarded as QID',d[7])
            g.write(norm(f'{d[2]}{d[3] or ""}, relay={d[4]}, dsn={d[5]}, status={d[6]} {r}\n',case))
        elif 'warning: ' in t: g.write(norm('log '+t+'\n',case).replace(q,'QID'))
    files=[]
    for root in ['out','spool','vmail']:
        for p,ds,fs in os.walk(f'{D}/{root}'):
            for f in fs:
                if f!='program': files.append(os.path.join(p,f))
            for d in ds:
                if d!='v.test': files.append(os.path.join(p,d))
    for f in sorted(files):
        st=os.stat(f)
        name=re.sub(r'/new/\d.*','/new/@FILE@',f.replace(D,'@DIR@'))
        g.write(f'file {name} {stat.S_IMODE(st.st_mode):o} {st.st_uid} {st.st_gid}\n')
        if os.path.isfile(f):
            for l in norm(open(f).read(),case).split('\n'): g.write('  '+l+'\n')
subprocess.run(['postfix','-c',E,'stop'],env=env,stderr=subprocess.DEVNULL)
shutil.rmtree(B)
