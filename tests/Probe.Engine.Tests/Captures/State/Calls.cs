using static KosmosProbe.Engine.Tests.Captures.State.Parameters;

namespace KosmosProbe.Engine.Tests.Captures.State;

/// <summary>Calls on descriptors, as captures tell them. Thread 10 makes them.</summary>
internal static class Calls
{
    public const long Tid = 10;

    private static readonly byte[] None = [];

    /// <summary>A process that stands in /srv and has nothing open.</summary>
    public static RecordedMachine Machine() => new RecordedMachine().Seed(Tid, Tid, 1).Begin();

    public static RecordedMachine Openat(
        this RecordedMachine machine, long number, string name, long directory = -100, uint flags = 1) =>
        machine.Apply("openat", Tid, Long(number), Long(directory), Text(name), Int(flags), Int(0), Int(5), Long(9));

    public static RecordedMachine Close(this RecordedMachine machine, long number) =>
        machine.Event("close", Tid, Long(0), Long(number));

    public static RecordedMachine Socket(
        this RecordedMachine machine, long number, uint family = 2, uint type = 1, uint protocol = 0) =>
        machine.Event("socket", Tid, Long(number), Int(family), Int(type), Int(protocol), Int(0));

    public static RecordedMachine Bind(this RecordedMachine machine, long number, byte[] address) =>
        machine.Event("bind", Tid, Long(0), address, Long(number));

    public static RecordedMachine Connect(
        this RecordedMachine machine, long number, byte[] tuple, long result = 0) =>
        machine.Apply("connect", Tid, Long(result), tuple, Long(number), None);

    public static RecordedMachine Sendto(this RecordedMachine machine, long number, byte[] tuple) =>
        machine.Apply("sendto", Tid, Long(4), Text("abc"), Long(number), Int(4), tuple);

    public static RecordedMachine Recvfrom(this RecordedMachine machine, long number, byte[] tuple) =>
        machine.Apply("recvfrom", Tid, Long(4), Text("abc"), tuple, Long(number), Int(4));

    /// <summary>An internet address with its port, as bind has it.</summary>
    public static byte[] At(string address, ushort port) => [Family(address), .. End(address, port)];

    /// <summary>Both ends of a connection.</summary>
    public static byte[] Ends(string source, ushort sourcePort, string destination, ushort destinationPort) =>
        [Family(source), .. End(source, sourcePort), .. End(destination, destinationPort)];

    /// <summary>Both ends of a unix socket.</summary>
    public static byte[] UnixEnds(ulong source, ulong destination, string path) =>
        [1, .. BitConverter.GetBytes(source), .. BitConverter.GetBytes(destination), .. Text(path)];

    private static byte Family(string address) => address.Contains(':', StringComparison.Ordinal) ? (byte)10 : (byte)2;

    private static byte[] End(string address, ushort port) =>
        [.. System.Net.IPAddress.Parse(address).GetAddressBytes(), .. BitConverter.GetBytes(port)];
}
