using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>Opens, and what closes.</summary>
internal sealed partial class RecordedDescriptors
{
    private const uint CloseRangeOnExec = 4;

    /// <summary>Adds the path that an openat names, also when it failed.</summary>
    /// <param name="view">openat or openat2.</param>
    /// <param name="text">Where to add it.</param>
    public void WriteOpenPath(in Event view, ref TextBuilder text) =>
        WritePath(ReadOpen(view, DescriptorChange.OpenAt, isFailure: true), ref text);

    private void Open(in Event view, DescriptorChange change)
    {
        long number = view.Int64(0);
        if (number < 0)
        {
            return;
        }

        var open = ReadOpen(view, change, isFailure: false);
        var descriptor = _pool.RentDescriptor();
        bool isDirectory = (open.Flags & RecordedFlags.Directory) != 0;
        descriptor.Kind = isDirectory ? DescriptorKind.Directory : DescriptorKind.File;
        descriptor.OpenFlags = open.Flags;
        descriptor.Device = open.Device;
        descriptor.Ino = open.Ino;
        descriptor.Marks = ((open.Flags & RecordedFlags.UpperLayer) != 0 ? DescriptorMarks.UpperLayer : 0)
            | ((open.Flags & RecordedFlags.LowerLayer) != 0 ? DescriptorMarks.LowerLayer : 0);
        var path = new TextBuilder(_scratch);
        WritePath(open, ref path);
        descriptor.SetTexts(_pool.Slabs, path.Finish(), open.Name);
        AddNew(number, descriptor);
    }

    private void WritePath(scoped OpenCall open, ref TextBuilder text)
    {
        if (!open.IsAt)
        {
            var directory = open.IsResolved ? default : RecordedPaths.WorkingDirectory(_thread);
            RecordedPaths.Join(directory, open.Name, ref text);
        }
        else if (open.Directory == RecordedPaths.AtCwd)
        {
            RecordedPaths.Join(RecordedPaths.WorkingDirectory(_thread), open.Name, ref text);
        }
        else if (Find(_thread, open.Directory) is { } known)
        {
            RecordedPaths.JoinTo(known.Name, open.Name, ref text);
        }
        else
        {
            RecordedPaths.Join(RecordedPaths.Unknown, open.Name, ref text);
        }
    }

    // What the call's beginning says is believed, as it cannot have been changed after the kernel read it; the kernel
    // adds some flags as the open ends. A failure shows what its end says.
    private static OpenCall ReadOpen(scoped in Event view, DescriptorChange change, bool isFailure)
    {
        bool isAt = change == DescriptorChange.OpenAt;
        bool isOpenat2 = isAt && view.Has(7);
        var name = view.Text(isAt ? 2 : change == DescriptorChange.OpenByHandle ? 3 : 1);
        var open = new OpenCall
        {
            IsAt = isAt,
            IsResolved = change == DescriptorChange.OpenByHandle,
            Name = isAt && name.IsEmpty ? RecordedValues.NotKnown : name,
            Directory = view.Int64(1),
            Flags = change switch
            {
                DescriptorChange.OpenAt => view.UInt32(3),
                DescriptorChange.Create => CreateFlags(view),
                _ => view.UInt32(2),
            },
        };
        int device = change switch
        {
            DescriptorChange.Create => 3,
            DescriptorChange.OpenAt => isOpenat2 ? 6 : 5,
            _ => 4,
        };
        open.Device = view.UInt32(device);
        open.Ino = view.UInt64(device + 1);
        int first = isAt ? 1 : 0;
        var begun = RecordedValues.Text(view.EnterParameter(first));
        if (!isFailure && !open.IsResolved && !begun.IsEmpty && !begun.SequenceEqual(RecordedValues.NotKnown))
        {
            open.Name = begun;
            open.Directory = isAt ? RecordedValues.Number(view.EnterParameter(0)) : open.Directory;
            if (change != DescriptorChange.Create)
            {
                uint added = open.Flags & ~(RecordedFlags.Created - 1);
                open.Flags = (uint)RecordedValues.Number(view.EnterParameter(first + 1)) | added;
            }
        }

        return open;
    }

    private static uint CreateFlags(in Event view)
    {
        uint flags = view.UInt32(5);
        return (flags & RecordedFlags.CreatUpperLayer) != 0 ? RecordedFlags.UpperLayer
            : (flags & RecordedFlags.CreatLowerLayer) != 0 ? RecordedFlags.LowerLayer
            : 0;
    }

    private void Close(in Event view) => _closing = view.Int64(0) >= 0 && _current is not null ? Number : NoNumber;

    private void CloseRange(in Event view)
    {
        if (view.Int64(0) < 0 || Owner(_thread)?.Descriptors is not { } table)
        {
            return;
        }

        uint first = view.UInt32(1);
        uint last = view.UInt32(2);
        if ((view.UInt32(3) & CloseRangeOnExec) == 0)
        {
            table.RemoveRange(first, last);
        }
        else
        {
            table.SetCloseOnExec(first, last);
        }
    }

    private ref struct OpenCall
    {
        public bool IsAt;
        public bool IsResolved;
        public long Directory;
        public ReadOnlySpan<byte> Name;
        public uint Flags;
        public uint Device;
        public ulong Ino;
    }
}
