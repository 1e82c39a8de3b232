using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Matching;

/// <summary>
/// Ports by service name. The machine's /etc/services decides, as for Falco; the names below are those that rules are
/// likely to use where there is no such file, as in a small container image.
/// </summary>
internal static class ServicePorts
{
    private static readonly Lazy<Dictionary<string, ushort>> Ports = new(() => Read("/etc/services"));

    private static readonly (string Name, ushort Port)[] WellKnown =
    [
        ("ftp-data", 20), ("ftp", 21), ("ssh", 22), ("telnet", 23), ("smtp", 25), ("domain", 53), ("bootps", 67),
        ("bootpc", 68), ("tftp", 69), ("gopher", 70), ("finger", 79), ("http", 80), ("www", 80), ("kerberos", 88),
        ("pop3", 110), ("sunrpc", 111), ("ntp", 123), ("netbios-ns", 137), ("netbios-dgm", 138), ("netbios-ssn", 139),
        ("imap2", 143), ("imap", 143), ("snmp", 161), ("snmp-trap", 162), ("bgp", 179), ("irc", 194), ("ldap", 389),
        ("https", 443), ("microsoft-ds", 445), ("submissions", 465), ("syslog", 514), ("shell", 514), ("printer", 515),
        ("submission", 587), ("ipp", 631), ("ldaps", 636), ("domain-s", 853), ("rsync", 873), ("ftps", 990),
        ("imaps", 993), ("pop3s", 995), ("socks", 1080), ("openvpn", 1194), ("ms-sql-s", 1433), ("mqtt", 1883),
        ("nfs", 2049), ("mysql", 3306), ("ms-wbt-server", 3389), ("svn", 3690), ("epmd", 4369), ("sip", 5060),
        ("postgresql", 5432), ("amqps", 5671), ("amqp", 5672), ("redis", 6379), ("http-alt", 8080),
        ("puppet", 8140), ("zabbix-agent", 10050), ("zabbix-trapper", 10051),
    ];

    /// <summary>Finds a service's port.</summary>
    /// <param name="name">The service.</param>
    /// <param name="port">Its port, the same for every protocol that has one.</param>
    public static bool TryFind(string name, out ushort port) => Ports.Value.TryGetValue(name, out port);

    /// <summary>The services of a file, over the well-known ones.</summary>
    /// <param name="path">A file in the form of /etc/services; it may be missing.</param>
    internal static Dictionary<string, ushort> Read(string path)
    {
        var ports = WellKnown.ToDictionary(s => s.Name, s => s.Port, StringComparer.Ordinal);
        // The first line of a name counts, whatever its protocol.
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in ServicesFile.Read(path))
        {
            foreach (string name in line.Names.Where(seen.Add))
            {
                ports[name] = line.Port;
            }
        }

        return ports;
    }
}
