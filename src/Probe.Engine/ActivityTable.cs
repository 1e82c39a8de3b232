using System.Runtime.InteropServices;
using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine;

/// <summary>Events of one program in one container.</summary>
/// <param name="Program">The kernel's name of it, at most 15 characters.</param>
/// <param name="Container">Name, else id of the container; <c>host</c> outside.</param>
/// <param name="Events">How many.</param>
public readonly record struct ActivityRow(string Program, string Container, long Events);

/// <summary>
/// Counts events by program and container in a table of fixed size; what finds no place goes by one common name.
/// Filled by the event thread; read when it has been put aside, and then a count may still be one behind.
/// </summary>
internal sealed class ActivityTable
{
    private const int Slots = 1024;
    private const int ProbesMax = 16;
    private const string Others = "(others)";

    private readonly Row[] _rows = new Row[Slots];
    private long _others;

    /// <summary>Counts an event.</summary>
    /// <param name="thread">Whose it is.</param>
    public void Count(ThreadInfo thread)
    {
        Span<ulong> name = stackalloc ulong[2];
        name.Clear();
        // A thread may have a name of its own; the program's is its leader's.
        thread.Process.Comm.CopyTo(MemoryMarshal.AsBytes(name));
        var container = thread.Cgroup.Container;
        uint at = (uint)HashCode.Combine(name[0], name[1], container) % Slots;
        for (int probes = 0; probes < ProbesMax; probes++, at = (at + 1) % Slots)
        {
            ref var row = ref _rows[at];
            if (row.Events == 0)
            {
                (row.Name0, row.Name1, row.Container) = (name[0], name[1], container);
            }
            else if (row.Name0 != name[0] || row.Name1 != name[1] || row.Container != container)
            {
                continue;
            }

            row.Events++;
            return;
        }

        _others++;
    }

    /// <summary>The most active.</summary>
    /// <param name="rowsMax">At most so many.</param>
    public IReadOnlyList<ActivityRow> Rows(int rowsMax)
    {
        var rows = _rows.Where(static row => row.Events > 0).Select(static row => row.Describe());
        if (_others > 0) rows = rows.Append(new ActivityRow(Others, Others, _others));
        return [.. rows.OrderByDescending(static row => row.Events).Take(rowsMax)];
    }

    private struct Row
    {
        public ulong Name0;
        public ulong Name1;
        public Container? Container;
        public long Events;

        public readonly ActivityRow Describe()
        {
            ReadOnlySpan<ulong> name = [Name0, Name1];
            byte[]? container = Container is null ? null : Container.Info?.Name ?? Container.Id;
            return new ActivityRow(
                Encoding.UTF8.GetString(MemoryMarshal.AsBytes(name)).TrimEnd('\0'),
                container is null ? "host" : Encoding.UTF8.GetString(container),
                Events);
        }
    }
}
