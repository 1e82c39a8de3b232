namespace KosmosProbe.Engine.Containers;

/// <summary>A mount of a container, as the runtime was told to make it. Texts are UTF-8.</summary>
public sealed class ContainerMount
{
    internal ContainerMount(MountDetails details)
    {
        Source = InfoText.Bytes(details.Source) ?? [];
        Destination = InfoText.Bytes(details.Destination) ?? [];
        Mode = InfoText.Bytes(details.Mode) ?? [];
        IsWritable = details.IsWritable;
        Propagation = InfoText.Bytes(details.Propagation) ?? [];
        Text =
        [
            .. Source, .. ":"u8, .. Destination, .. ":"u8, .. Mode, .. ":"u8, .. ReadWrite, .. ":"u8, .. Propagation,
        ];
    }

    /// <summary>Path on the host.</summary>
    public byte[] Source { get; }

    /// <summary>Path in the container.</summary>
    public byte[] Destination { get; }

    /// <summary>Mode, as docker has it; empty where the runtime knows none.</summary>
    public byte[] Mode { get; }

    /// <summary>Whether it can be written to.</summary>
    public bool IsWritable { get; }

    /// <summary><c>true</c> where it can be written to, else <c>false</c>.</summary>
    public ReadOnlySpan<byte> ReadWrite => IsWritable ? "true"u8 : "false"u8;

    /// <summary><c>private</c>, <c>rslave</c>, <c>rshared</c>, or what the runtime says.</summary>
    public byte[] Propagation { get; }

    /// <summary>All of it: <c>source:dest:mode:rdwr:propagation</c>.</summary>
    public byte[] Text { get; }
}
