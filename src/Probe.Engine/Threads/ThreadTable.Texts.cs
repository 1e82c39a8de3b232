using KosmosProbe.Engine.Events;

namespace KosmosProbe.Engine.Threads;

/// <summary>
/// How much of texts is kept. Whoever starts many processes with long arguments must not take the node's memory: where
/// all texts together are much, those that are long are cut, once the exec itself was judged by all of them.
/// </summary>
public sealed partial class ThreadTable
{
    /// <summary>Bytes of all texts beyond which long ones are cut: some 10,000 ordinary processes.</summary>
    internal const long TextBytesAmple = 32L * 1024 * 1024;

    /// <summary>Bytes of all texts beyond which little is kept of a new process.</summary>
    internal const long TextBytesScarce = 64L * 1024 * 1024;

    /// <summary>Bytes of a text that are kept then; as many as Falco ever keeps.</summary>
    internal const int CutBytes = 4096;

    /// <summary>Bytes of a text that are kept when memory is scarce.</summary>
    internal const int ShortBytes = 256;

    /// <summary>Processes of which texts were cut, because those of all processes together were too many.</summary>
    public ulong TextsCut => _store.Images.TextsCut;

    private int TextBytesMax => _store.Images.Slabs.UsedBytes switch
    {
        <= TextBytesAmple => int.MaxValue,
        <= TextBytesScarce => CutBytes,
        _ => ShortBytes,
    };

    // Only who has just got an image of its own: nobody else shows it, but for events that wait.
    private void CutTexts(ThreadInfo thread)
    {
        int bytesMax = TextBytesMax;
        if (thread.Image is not { } image || !image.Exceeds(bytesMax)) return;
        var cut = _store.Images.Rent();
        cut.CutFrom(_store.Images.Slabs, image, bytesMax);
        _store.Images.NoteCut();
        _store.Show(thread, cut);
    }

    private void CutTextsOfExec(in Event view)
    {
        ref readonly var header = ref view.Header;
        if (header.Result >= 0 && _store.TryFind(header.Tid, out var thread)
            && thread.ExecTimeNs == header.TimeNs)
        {
            CutTexts(thread);
        }
    }
}
