"""Records golden.txt of the SMTP client anew from the installed Postfix 3.7.11, as root: python3 smtp/src/test/record/record_smtp.py [CLASSPATH]

CLASSPATH holds the compiled tests of this module, smtp/target/test-classes and classes unless given; java is taken from JAVA_HOME or PATH. Makes a
Postfix of its own in a new temporary directory, lets it deliver to ScriptedServer with cases.txt, and stops it again.
"""
import subprocess,os,re,shutil,socket,tempfile,time,sys,glob
from pathlib import Path
B=tempfile.mkdtemp(prefix='record-smtp'); E=B+'/etc'
for d in ['etc','q','data','mail','heard']: os.makedirs(f'{B}/{d}')
os.chmod(B,0o755)
shutil.chown(B+'/data','postfix')
for f in ['postfix-files','post-install','postfix-script','dynamicmaps.cf','dynamicmaps.cf.d','postfix-files.d']:
    s='/etc/postfix/'+f
    if os.path.isdir(s): shutil.copytree(s,f'{E}/{f}')
    elif os.path.exists(s): shutil.copy(s,f'{E}/{f}')
R=str(Path(__file__).resolve().parents[1]/'resources/org/postjames/smtp/client')
M=Path(__file__).resolve().parents[3]
with socket.socket() as free: free.bind(('127.0.0.1',0)); PORT=free.getsockname()[1]
J=os.path.join(os.environ['JAVA_HOME'],'bin/java') if 'JAVA_HOME' in os.environ else 'java'
CP=sys.argv[1] if len(sys.argv)>1 else f'{M}/target/test-classes:{M}/target/classes'
cases=R+'/cases.txt'
sink=subprocess.Popen([J,'-cp',CP,'org.postjames.smtp.client.ScriptedServer',cases,B+'/heard'],stdin=subprocess.PIPE,stdout=subprocess.PIPE,text=True)
ports={}
while True:
    n,p=sink.stdout.readline().split()
    if n=='ready': break
    ports[n]=int(p)
cfg={};cur=None
for l in open(cases):
    l=l.rstrip('\n')
    if l.startswith('['): cur={}; cfg[l[1:l.index(']')]]=cur
    elif '=' in l and not l.startswith('#'): k,v=l.split('=',1); cur[k]=v
master=''
for l in open('/usr/share/postfix/master.cf.dist'):
    if l.startswith('#') or not l.strip(): continue
    if l[0] in ' \t': master+=l; continue
    f=l.split(); f[4]='n'
    if f[0]=='smtp' and f[1]=='inet': f[0]=f'127.0.0.1:{PORT}'
    master+=' '.join(f)+'\n'
tr=''
for n in ports:
    o=cfg[n].get('options')
    master+=f'case-{n} unix - - n - - smtp'+(f' -o {o}' if o else '')+'\n'
    tr+=f'{n}.test case-{n}:[127.0.0.1]:{ports[n]}\n'
open(E+'/master.cf','w').write(master)
open(E+'/transport','w').write(tr)
open(E+'/main.cf','w').write(f'''compatibility_level = 3.6
queue_directory = {B}/q
data_directory = {B}/data
maillog_file = {B}/log
maillog_file_prefixes = {B}
myhostname = mail.example.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtp_host_lookup = native
transport_maps = texthash:{E}/transport
mynetworks = 127.0.0.0/8
bounce_notice_recipient=x@discard.test
enable_long_queue_ids = no
minimal_backoff_time=3000s
maximal_backoff_time=4000s
''')
for f in glob.glob(E+'/*'): os.utime(f,(1e9,1e9))
env=dict(os.environ,MAIL_CONFIG=E,TZ='UTC')
subprocess.run(['postfix','-c',E,'start'],env=env,stderr=subprocess.DEVNULL)
import smtplib
time.sleep(1)
ids={}
body="Subject: test\r\n\r\n.dot\r\nFrom here\r\na line that is longer than the twenty bytes of one case\r\nlast\r\n"
for n in ports:
    s=smtplib.SMTP('127.0.0.1',PORT); s.ehlo('client')
    s.mail('from@example.test'); 
    for t in cfg[n].get('to','a').split(): s.rcpt(f'{t}@{n}.test')
    code,msg=s.data(body); ids[msg.decode().split()[-1]]=n; s.quit()
deadline=time.time()+25
done=set()
while time.time()<deadline:
    log=open(B+'/log').read()
    done={q for q in ids if re.search(q+r': to=<',log)}
    if len(done)==len(ids): break
    time.sleep(.3)
time.sleep(1.5)
log=open(B+'/log').read()
subprocess.run(['postfix','-c',E,'stop'],env=env,stderr=subprocess.DEVNULL)
sink.stdin.close(); sink.wait()
out={n:[] for n in ports}
for l in log.splitlines():
    m=re.match(r'.*? postfix/case-\S+?/smtp\[\d+\]: (.*)|.*? postfix/smtp\[\d+\]: (.*)',l)
    if not m: continue
    t=m.group(1) or m.group(2)
    n=None
    for q in ids:
        if t.startswith(q+':'): n=ids[q]
    if not n:
        for k,p in ports.items():
            if f':{p}' in t: n=k
    if not n: print('unassigned',t); continue
    t=t.replace(f':{ports[n]}',':PORT')
    d=re.match(r'\w+: (to=<[^>]*>), relay=(\S+), (?:conn_use=\d+, )?delay=\S+, delays=\S+, dsn=(\S+), status=(\w+) (\(.*\))$',t)
    if d: out[n].append(f'{d[1]}, relay={d[2]}, dsn={d[3]}, status={d[4]} {d[5]}')
    else:
        t=re.sub(r'^[0-9A-F]{8,}:','QID:',t)
        out[n].append('log '+t)
with open(R+'/golden.txt','w') as f:
    f.write('# Postfix 3.7.11: smtp(8) against ScriptedServer with cases.txt; log lines sorted, then what the server heard\n')
    for n in ports:
        f.write(f'[{n}]\n')
        for l in sorted(out[n]): f.write(re.sub(r'message size \d+','message size N',l)+'\n')
        body=False
        for l in open(f'{B}/heard/{n}').read().splitlines():
            body = body or l=='  '
            if l.startswith('  ') and not body: continue
            if l=='lost': continue
            if l.startswith('  ') and n!='line-limit': continue
            f.write('heard '+re.sub(r' SIZE=\d+',' SIZE=N',l)+'\n')
shutil.rmtree(B)
