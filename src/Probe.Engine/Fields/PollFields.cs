using KosmosProbe.Engine.Threads;
using static KosmosProbe.Engine.Fields.FieldRows;

namespace KosmosProbe.Engine.Fields;

/// <summary>
/// fdlist.*: what a poll waits for. The numbers are those that the call took; what stands behind them /proc is asked
/// for, so that it is missing once the process has ended.
/// </summary>
internal static class PollFields
{
    /// <summary>The rows.</summary>
    public static readonly Field[] Rows =
    [
        Text("fdlist.nums", "The descriptors.", "fdlist.nums = \"3,4\"", PolledDescriptors.TryNumbers),
        Text("fdlist.names", "fd.name of each descriptor, joined by commas.", "fdlist.names contains 5432",
            Each(WriteName)),
        Text("fdlist.cips", "fd.cip of each that is a connection.", "fdlist.cips contains 10.42.0.5",
            Each(static (one, ref text) => WriteAddress(one, isClient: true, ref text))),
        Text("fdlist.sips", "fd.sip of each that is an internet socket.", "fdlist.sips contains 10.42.0.5",
            Each(static (one, ref text) => WriteAddress(one, isClient: false, ref text))),
        Text("fdlist.cports", "fd.cport of each that is a connection.", "fdlist.cports contains 5432",
            Each(static (one, ref text) => WritePort(one, isClient: true, ref text))),
        Text("fdlist.sports", "fd.sport of each that is an internet socket.", "fdlist.sports contains 5432",
            Each(static (one, ref text) => WritePort(one, isClient: false, ref text))),
    ];

    // Adds what is told of one descriptor; false when that is nothing, not even a comma.
    private delegate bool Writer(OpenDescriptor? one, ref TextBuilder text);

    private static TextReader Each(Writer write) => (in context, out value) =>
    {
        value = default;
        if (!PolledDescriptors.IsPoll(context) || OpenFields.All(context).Count == 0) return false;
        var text = new TextBuilder(context.Node.Scratch);
        foreach (int number in PolledDescriptors.Numbers(context))
        {
            if (write(OpenFields.Find(context, number), ref text)) text.Add((byte)',');
        }

        text.CutTo(Math.Max(text.Length - 1, 0));
        value = text.Finish();
        return !value.IsEmpty;
    };

    private static bool WriteName(OpenDescriptor? one, ref TextBuilder text)
    {
        if (one?.Socket is { IsInternet: true } socket)
        {
            if (socket.HasPeer) WriteEnd(socket, isClient: true, ref text);
            if (socket.HasPeer) text.Add("->"u8);
            WriteEnd(socket, isClient: false, ref text);
            return true;
        }

        byte[] name = one?.Socket?.Path ?? one?.Path ?? [];
        text.Add(name.Length == 0 ? "<NA>"u8 : name);
        return true;
    }

    private static bool WriteAddress(OpenDescriptor? one, bool isClient, ref TextBuilder text)
    {
        if (one?.Socket is not { IsInternet: true } socket || (isClient && !socket.HasPeer)) return false;
        text.AddAddress(isClient == IsLocalClient(socket) ? socket.Local : socket.Remote);
        return true;
    }

    private static bool WritePort(OpenDescriptor? one, bool isClient, ref TextBuilder text)
    {
        if (one?.Socket is not { IsInternet: true } socket || (isClient && !socket.HasPeer)) return false;
        text.AddUnsigned(isClient == IsLocalClient(socket) ? socket.LocalPort : socket.RemotePort);
        return true;
    }

    private static void WriteEnd(OpenSocket socket, bool isClient, ref TextBuilder text)
    {
        bool isLocal = isClient == IsLocalClient(socket);
        text.AddAddress(isLocal ? socket.Local : socket.Remote);
        text.Add((byte)':');
        text.AddUnsigned(isLocal ? socket.LocalPort : socket.RemotePort);
    }

    private static bool IsLocalClient(OpenSocket socket) => socket.HasPeer && !socket.IsServer;
}
