namespace KosmosProbe.Engine.Captures.State;

/// <summary>What a process has open, by number. Shared by the threads of a group.</summary>
internal sealed class DescriptorTable
{
    private readonly Dictionary<long, Descriptor> _byNumber = [];

    /// <summary>How many are open.</summary>
    public int Count => _byNumber.Count;

    /// <summary>Takes a parent's descriptors over, as fork does.</summary>
    /// <param name="parent">Not changed.</param>
    public void CopyFrom(DescriptorTable parent)
    {
        foreach (var (number, descriptor) in parent._byNumber)
        {
            _byNumber[number] = descriptor;
        }
    }

    /// <summary>Closes those that an exec closes.</summary>
    public void CloseOnExec()
    {
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _byNumber.Clear();
}
