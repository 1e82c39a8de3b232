namespace KosmosProbe.Engine.Threads;

/// <summary>Process images that are not shown by any thread, for reuse. One thread.</summary>
internal sealed class ImagePool
{
    private readonly Stack<ProcessImage> _free = new();

    /// <summary>The memory of the images' texts.</summary>
    public TextSlabs Slabs { get; } = new();

    /// <summary>Images that threads show.</summary>
    public int InUse { get; private set; }

    /// <summary>Images whose texts are not whole, for want of memory.</summary>
    public ulong TextsCut { get; private set; }

    /// <summary>One more of them.</summary>
    public void NoteCut() => TextsCut++;

    /// <summary>An empty image, held by nobody yet.</summary>
    public ProcessImage Rent()
    {
        InUse++;
        return _free.TryPop(out var image) ? image : new ProcessImage();
    }

    /// <summary>Lets an image go; the last holder empties it.</summary>
    /// <param name="image">Held by the caller; null does nothing.</param>
    public void LetGo(ProcessImage? image)
    {
        if (image is not null && image.LetGo())
        {
            InUse--;
            image.Empty(Slabs);
            _free.Push(image);
        }
    }
}
