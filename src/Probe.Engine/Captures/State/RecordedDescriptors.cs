using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Captures.State;

/// <summary>
/// How a capture's events change what processes have open, and which descriptor an event is about. The rules are
/// Falco's, its odd ones too: what fields show of an event follows from them.
/// </summary>
/// <param name="threads">Where threads are kept.</param>
internal sealed partial class RecordedDescriptors(ThreadTable threads)
{
    private const long NoNumber = -1;
    private const long InProgress = -115;

    // Paths end below this; what is longer is made each time.
    private const int FailedNameBytesMax = 1024;

    private readonly DescriptorCall[] _calls = DescriptorCall.All;
    private readonly DescriptorPool _pool = new();
    private readonly TextScratch _scratch = new();
    private ThreadInfo _thread = ThreadInfo.Unknown;
    private Descriptor? _current;
    private long _closing = NoNumber;
    private readonly byte[] _failedName = new byte[FailedNameBytesMax];
    private int _failedNameLength = -1;

    /// <summary>The capture was made by this program: addresses stay as the kernel had them.</summary>
    public bool IsOwn { get; set; }

    /// <summary>The addresses of the machine.</summary>
    public NetworkInterfaces Interfaces { get; } = new();

    /// <summary>Fields of descriptors have values for the event: its type is such, its thread is known.</summary>
    public bool IsAbout { get; private set; }

    /// <summary>fd.num: the descriptor that the event made, else the one it uses; -1 for none.</summary>
    public long Number { get; private set; } = NoNumber;

    /// <summary>The event gave its descriptor another name.</summary>
    public bool NameChanged { get; private set; }

    /// <summary>What the event is about; null when it is about no descriptor, or one that is not known.</summary>
    public Descriptor? Current => _current ?? (IsAbout ? Find(_thread, Number) : null);

    /// <summary>
    /// Makes the event one about another descriptor. In Falco that comes of resolving a path from a directory's
    /// descriptor: what is read afterwards is the directory's.
    /// </summary>
    /// <param name="descriptor">That of the directory.</param>
    public void TurnTo(Descriptor descriptor) => _current = descriptor;

    /// <summary>
    /// The name that a descriptor would have if the event had made it, once it was put together; it stays until the
    /// next event.
    /// </summary>
    /// <param name="name">As it was given to <see cref="KeepFailedName"/>.</param>
    public bool TryFailedName(out ReadOnlySpan<byte> name)
    {
        name = _failedName.AsSpan(0, Math.Max(_failedNameLength, 0));
        return _failedNameLength >= 0;
    }

    /// <summary>Remembers it.</summary>
    /// <param name="name">Copied.</param>
    public void KeepFailedName(ReadOnlySpan<byte> name) =>
        _failedNameLength = name.TryCopyTo(_failedName) ? name.Length : -1;

    /// <summary>Finds a descriptor of a process.</summary>
    /// <param name="thread">Any thread of it.</param>
    /// <param name="number">The descriptor.</param>
    public static Descriptor? Find(ThreadInfo thread, long number) =>
        Owner(thread)?.Descriptors is { } table && table.TryFind(number, out var descriptor) ? descriptor : null;

    /// <summary>
    /// The thread whose table a thread uses: that which leads its process, unless it was made with an own one.
    /// </summary>
    /// <param name="thread">The thread.</param>
    public static ThreadInfo? Owner(ThreadInfo thread) => thread.Recorded is not { } recorded ? null
        : (recorded.Flags & CloneFlags.Files) == 0 ? thread
        : RecordedThread.MainOf(thread);

    /// <summary>Changes the table of the event's process, and finds what the event is about.</summary>
    /// <param name="view">A recorded event.</param>
    /// <param name="thread">Its thread, as <see cref="RecordedThreads"/> has left it.</param>
    public void Apply(in Event view, ThreadInfo thread)
    {
        ref readonly var call = ref _calls[EventTable.NameId(view.Type)];
        _scratch.Reset();
        _thread = thread;
        _current = null;
        _closing = Number = NoNumber;
        _failedNameLength = -1;
        NameChanged = false;
        IsAbout = call.IsAbout && thread.IsKnown;
        if (IsAbout)
        {
            if (call.Number >= 0 && view.Has(call.Number))
            {
                Number = view.Int64(call.Number);
                _current = Find(thread, Number);
            }

            Change(view, call);
        }
        else if (call.Change == DescriptorChange.CloseRange && thread.IsKnown)
        {
            CloseRange(view);
        }
    }

    /// <summary>Changes what rules must not see yet: what was closed goes.</summary>
    /// <param name="view">The record, as given to <see cref="Apply"/>.</param>
    public void Settle(in Event view)
    {
        if (_closing != NoNumber)
        {
            _current = null;
            Owner(_thread)?.Descriptors?.Remove(_closing);
            _closing = NoNumber;
        }
    }

    private void Change(in Event view, in DescriptorCall call)
    {
        switch (call.Change)
        {
            case DescriptorChange.Open:
            case DescriptorChange.OpenAt:
            case DescriptorChange.OpenByHandle:
            case DescriptorChange.Create:
                Open(view, call.Change);
                break;
            case DescriptorChange.Close:
                Close(view);
                break;
            case DescriptorChange.Duplicate:
            case DescriptorChange.Control:
                Duplicate(view, call);
                break;
            case DescriptorChange.TakeFromProcess:
                TakeFromProcess(view);
                break;
            case >= DescriptorChange.Make and <= DescriptorChange.MakeSocket:
                Make(view, call);
                break;
            case DescriptorChange.Bind:
                Bind(view);
                break;
            case DescriptorChange.Connect:
                Connect(view);
                break;
            case DescriptorChange.Accept:
                Accept(view, call);
                break;
            case DescriptorChange.Read:
                Read(view, call);
                break;
            case DescriptorChange.Write:
                Write(view, call);
                break;
            default:
                break;
        }
    }

    // The entry of the event, to be changed.
    private Descriptor? Own() => _current = Owner(_thread)?.Descriptors?.FindOwn(Number);

    // The event is about that number from now on, even if the entry finds no place; without a table it is not.
    private Descriptor? Add(long number, Descriptor descriptor)
    {
        if (Owner(_thread) is not { } owner)
        {
            descriptor.Clear(_pool.Slabs);
            return null;
        }

        Number = number;
        owner.Descriptors ??= _pool.RentTable();
        return owner.Descriptors.Add(number, descriptor);
    }

    private void AddNew(long number, Descriptor descriptor)
    {
        _current = Add(number, descriptor);
        NameChanged = _current is { Name.IsEmpty: false };
    }

    private void Rename(Descriptor descriptor, ReadOnlySpan<byte> name) =>
        NameChanged |= descriptor.SetName(_pool.Slabs, name);
}
