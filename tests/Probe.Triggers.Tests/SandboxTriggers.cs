namespace KosmosProbe.Triggers.Tests;

/// <summary>What makes the rules of the sandbox file alert.</summary>
internal static class SandboxTriggers
{
    private const string Public = TriggerScene.Public;
    private const string Private = "10.9.8.7";
    private const string Home = "/root";
    private const string Pool = "198.51.100.7";

    internal static readonly Trigger[] All = [.. Files, .. Containers, .. Network, .. Programs];

    private static Trigger[] Files =>
    [
        new("Read Shell Configuration File", "Warning", Place.Container,
            ": > .bashrc; as reader open .bashrc r",
            ": > .bashrc; as bash open .bashrc r; : > bashrc; as reader open bashrc r",
            "proc.name=reader", "fd.name={here}/.bashrc", "evt.type=openat"),
        new("Update Package Repository", "Notice", Place.Host,
            "hide /etc; mkdir /etc/apt; as editor open /etc/apt/sources.list wc",
            "hide /etc; mkdir /etc/apt; as apt-get open /etc/apt/sources.list wc; as editor open /etc/sources.list wc",
            "proc.name=editor", "fd.name=/etc/apt/sources.list", "evt.type=openat"),
        new("Write below binary dir", "Error", Place.Container,
            "as dropper open /bin/dropped wc; rm /bin/dropped",
            "as dropper open dropped wc; as dropper open /bin/sh r",
            "proc.name=dropper", "fd.name=/bin/dropped", "evt.type=openat"),
        new("Write below monitored dir", "Error", Place.Container,
            "mkdir -p /usr/local/bin; as dropper open /usr/local/bin/dropped wc",
            "mkdir -p /usr/local/other; as dropper open /usr/local/other/dropped wc",
            "proc.name=dropper", "fd.name=/usr/local/bin/dropped", "evt.type=openat"),
        new("Write below etc", "Error", Place.Host,
            "hide /etc; as editor open /etc/dropped wc",
            "hide /etc; as passwd open /etc/dropped wc; as editor open dropped wc",
            "proc.name=editor", "fd.name=/etc/dropped", "evt.type=openat"),
        new("Write below root", "Error", Place.Host,
            $"hide {Home}; as editor open {Home}/dropped wc",
            $"hide {Home}; as editor open {Home}/.bash_history wc; as editor open dropped wc",
            "proc.name=editor", $"fd.name={Home}/dropped", "evt.type=openat"),
        new("Write below rpm database", "Error", Place.Host,
            "hide /var/lib; mkdir /var/lib/rpm; as editor open /var/lib/rpm/Packages wc",
            "hide /var/lib; mkdir /var/lib/rpm; as rpm open /var/lib/rpm/Packages wc; as editor open /var/lib/other wc",
            "proc.name=editor", "fd.name=/var/lib/rpm/Packages", "evt.type=openat"),
        new("Modify binary dirs", "Error", Place.Container,
            ": > /bin/old; rm /bin/old", ": > old; rm old",
            "proc.name=sh", "evt.type=unlink", "evt.args=res=0 path=/bin/old"),
        new("Mkdir binary dirs", "Error", Place.Container,
            "mkdir /bin/made; rm -r /bin/made", "mkdir made; rm -r made",
            "proc.name=sh", "evt.type=mkdir", "evt.arg.path=/bin/made"),
        new("Create Hidden Files or Directories", "Notice", Place.Container,
            "as editor open .hidden wc", "as editor open shown wc",
            "proc.name=editor", "evt.type=openat", "fd.name={here}/.hidden"),
    ];

    private static Trigger[] Containers =>
    [
        // As in Falco any container with mounts alerts: what is asked of them is searched in all, and one asks for "/".
        new("Launch Sensitive Mount Container", "Informational", Place.MountedEntry,
            "exit 0", "as sh -c true",
            "proc.name=sh", "evt.type=execve", "container.mounts=*/etc:/node-etc::false:*")
        {
            MissPlace = Place.Container,
        },
        new("Launch Disallowed Container", "Warning", Place.Entry,
            "exit 0", "as sh -c true",
            "proc.name=sh", "evt.type=execve")
        {
            MissPlace = Place.Container,
        },
        new("Container Run as Root User", "Informational", Place.Entry,
            "exit 0", "as sh -c true",
            "proc.name=sh", "evt.type=execve")
        {
            MissPlace = Place.Container,
        },
        new("Container Drift Detected (chmod)", "Error", Place.Container,
            ": > tool; as setter chmod tool 755", ": > tool; as setter chmod tool 644; as setter chmod none 755",
            "proc.name=setter", "evt.type=chmod", "evt.arg.filename={here}/tool", "evt.arg.mode=*S_IXUSR*"),
        new("Container Drift Detected (open+create)", "Error", Place.Container,
            "as dropper open tool wcx", "as dropper open tool wc",
            "proc.name=dropper", "evt.type=openat", "evt.arg.name={here}/tool"),
        new("Modify Container Entrypoint", "Warning", Place.Container,
            ": > out; exec 3>> out; as writer open /proc/self/fd/3 w", ": > out; exec 3>> out; as writer open out w",
            "proc.name=writer", "evt.type=openat"),
        new("Kubernetes Client Tool Launched in Container", "Warning", Place.Container,
            "as kubectl get pods", "as kubectl get pods",
            "proc.name=kubectl", "evt.type=execve", "proc.cmdline=kubectl get pods")
        {
            MissPlace = Place.Host,
        },
        new("Privileged Container Device Access", "Critical", Place.Privileged,
            "as writer open /dev/sdzz wc; rm /dev/sdzz", "as writer open /dev/zz wc; rm /dev/zz",
            "proc.name=writer", "evt.type=openat", "fd.name=/dev/sdzz"),
        new("Container Access to Host Sensitive Paths", "Warning", Place.Container,
            "mkdir -p /host; as writer open /host/secret wc",
            "mkdir -p /host /hosts; as writer open /hosts/secret wc; as runc open /host/secret wc",
            "proc.name=writer", "evt.type=openat", "fd.name=/host/secret"),
        new("Decoding Payload in Container", "Informational", Place.Container,
            "as base64 -d payload", "as base64 payload; as base32 -d payload",
            "proc.name=base64", "evt.type=execve", "proc.cmdline=base64 -d payload"),
        new("Network Tool Executed During NPM Package Install", "Warning", Place.Container,
            "under npm nmap -p 80", "under make nmap -p 80; under npm mapper -p 80",
            "proc.name=nmap", "proc.pname=npm", "evt.type=execve"),
        new("Unprivileged Delegation of Page Faults Handling to a Userspace Process", "Critical", Place.User,
            "as handler userfault", "as handler userfault",
            "proc.name=handler", "evt.type=userfaultfd")
        {
            MissPlace = Place.Privileged,
        },
    ];

    private static Trigger[] Network =>
    [
        new("Unexpected inbound connection source", "Notice", Place.Host,
            $"network {Public}; as server serve 0.0.0.0 443 -- $(name client) connect {Public} 443",
            $"network {Private}; as server serve 0.0.0.0 443 -- $(name client) connect {Private} 443",
            "proc.name=server", "evt.type=accept", $"fd.name={Public}:*->{Public}:443", "fd.lport=443"),
        new("Interpreted procs inbound network activity", "Notice", Place.Host,
            $"network {Public}; as python3 serve 0.0.0.0 443 -- $(name client) connect {Public} 443",
            $"network {Public}; as server serve 0.0.0.0 443 -- $(name client) connect {Public} 443",
            "proc.name=python3", "evt.type=accept", $"fd.name={Public}:*->{Public}:443", "fd.lport=443"),
        new("Interpreted procs outbound network activity", "Notice", Place.Host,
            $"network {Public}; as server serve {Public} 443 -- $(name python3) connect {Public} 443",
            $"network {Public}; as server serve {Public} 443 -- $(name client) connect {Public} 443",
            "proc.name=python3", "evt.type=connect", $"fd.name=*->{Public}:443"),
        new("Unexpected K8s NodePort Connection", "Notice", Place.Container,
            $"as client connect {Public} 31000 udp", $"as client connect {Public} 29999 udp",
            "proc.name=client", "evt.type=connect", $"fd.name=*->{Public}:31000", "fd.l4proto=udp"),
        new("Detect outbound connections to common miner pool ports", "Critical", Place.Host,
            $"network {Pool}; as miner connect {Pool} 3333 udp", $"network {Pool}; as miner connect {Pool} 3332 udp",
            "proc.name=miner", "evt.type=connect", $"fd.name=*->{Pool}:3333"),
        new("Java Process Class File Download", "Critical", Place.Container,
            "as java receive cafebabe", "as java receive cafebeef; as loader receive cafebabe",
            "proc.name=java", "evt.type=recvfrom", "fd.l4proto=udp"),
    ];

    private static Trigger[] Programs =>
    [
        new("Detect crypto miners using the Stratum protocol", "Critical", Place.Host,
            "as app -o stratum+tcp://pool:3333", "as app -o http://pool:3333",
            "proc.name=app", "evt.type=execve", "proc.cmdline=app -o stratum+tcp://pool:3333"),
        new("Sudo Potential Privilege Escalation", "Critical", Place.Host,
            "as sudoedit -s 'x\\'", "as sudoedit -s x; as editor -s 'x\\'",
            "proc.name=sudoedit", "evt.type=execve", "proc.cmdline=sudoedit -s x\\"),
        new("Polkit Local Privilege Escalation Vulnerability (CVE-2021-4034)", "Critical", Place.Host,
            "as pkexec", "as pkexec id",
            "proc.name=pkexec", "evt.type=execve"),
        new("Basic Interactive Reconnaissance", "Notice", Place.TerminalEntry,
            "exec $(name whoami)", "as whoami",
            "proc.name=whoami", "evt.type=execve", "proc.cmdline=whoami"),
        new("Netcat/Socat Remote Code Execution on Host", "Warning", Place.Host,
            "as nc -e /bin/sh", "as nc -l 80",
            "proc.name=nc", "evt.type=execve", "proc.cmdline=nc -e /bin/sh"),
        new("Known Cryptominer Process Executed", "Critical", Place.Host,
            "as xmrig", "as xmrigger",
            "proc.name=xmrig", "evt.type=execve"),
        new("Web Server Spawned Shell", "Critical", Place.Host,
            "under nginx bash -c ls", "under nginx worker -c ls; under server bash -c ls",
            "proc.name=bash", "proc.pname=nginx", "evt.type=execve", "proc.cmdline=bash -c ls"),
        new("Web Server Spawned Suspicious Child Process", "Warning", Place.Host,
            "under nginx curl http://x", "under nginx curl http://x/status; under server curl http://x",
            "proc.name=curl", "proc.pname=nginx", "evt.type=execve"),
        new("Reverse Shell from Web Server", "Critical", Place.Host,
            "under nginx app bash -i", "under nginx app bash; under server app bash -i",
            "proc.name=app", "proc.pname=nginx", "evt.type=execve", "proc.cmdline=app bash -i"),
    ];
}
