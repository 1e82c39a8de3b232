namespace KosmosProbe.Engine.Captures.State;

/// <summary>The bits of captures that the state looks at.</summary>
internal static class RecordedFlags
{
    /// <summary>O_DIRECTORY.</summary>
    public const uint Directory = 1 << 10;

    /// <summary>O_CLOEXEC.</summary>
    public const uint CloseOnExec = 1 << 12;

    /// <summary>EPOLL_CLOEXEC and MFD_CLOEXEC have a bit of their own.</summary>
    public const uint OddCloseOnExec = 1;

    /// <summary>O_F_CREATED, the first of the flags that the recorder adds as an open ends.</summary>
    public const uint Created = 1 << 14;

    /// <summary>FD_UPPER_LAYER.</summary>
    public const uint UpperLayer = 1 << 15;

    /// <summary>FD_LOWER_LAYER.</summary>
    public const uint LowerLayer = 1 << 16;

    /// <summary>FD_UPPER_LAYER of creat, which has flags of its own.</summary>
    public const uint CreatUpperLayer = 1;

    /// <summary>FD_LOWER_LAYER of creat.</summary>
    public const uint CreatLowerLayer = 2;
}
