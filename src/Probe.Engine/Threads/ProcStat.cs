using System.Globalization;
using System.Text;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// The line of /proc/PID/stat. The name stands in parentheses and may itself hold blanks and parentheses, so the fields
/// are counted from the last one that closes. Source: proc_pid_stat(5).
/// </summary>
internal readonly record struct ProcStat(
    byte[] Comm,
    char State,
    uint ParentPid,
    uint ProcessGroup,
    uint SessionId,
    uint Tty,
    ulong PageFaultsMinor,
    ulong PageFaultsMajor,
    ulong StartNs)
{
    /// <summary>Reads the line; false when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out ProcStat stat)
    {
        stat = default;
        int open = line.IndexOf((byte)'(');
        int close = line.LastIndexOf((byte)')');
        if (open < 0 || close < open)
        {
            return false;
        }

        // The first of these is field 3 of the manual page.
        string[] fields = Encoding.ASCII.GetString(line[(close + 1)..])
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        const int First = 3;
        const int Last = 22;
        if (fields.Length <= Last - First || !ulong.TryParse(fields[Last - First], out ulong startTicks))
        {
            return false;
        }

        stat = new ProcStat(
            line[(open + 1)..close].ToArray(),
            fields[0][0],
            Id(fields[4 - First]),
            Id(fields[5 - First]),
            Id(fields[6 - First]),
            Id(fields[7 - First]),
            Count(fields[10 - First]),
            Count(fields[12 - First]),
            startTicks * ProcFiles.TickNs);
        return true;
    }

    // Ids of what lies outside the reader's namespace are 0 or -1.
    private static uint Id(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out int id) && id > 0 ? (uint)id : 0;

    private static ulong Count(string text) =>
        ulong.TryParse(text, CultureInfo.InvariantCulture, out ulong count) ? count : 0;
}
