using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>Which runtimes are asked and where; with the times that tests shorten.</summary>
internal sealed record RuntimeOptions
{
    /// <summary>Sockets, in the order they are asked.</summary>
    public IReadOnlyList<RuntimeSocket> Sockets { get; init; } = RuntimeSocket.Usual;

    /// <summary>Where the node's root directory is seen; empty: it is the own one.</summary>
    public string HostRoot { get; init; } = "";

    /// <summary>Where bundles lie; null: the usual places below <see cref="HostRoot"/>.</summary>
    public BundleFolders? Bundles { get; init; }

    /// <summary>Labels with a longer value are left out.</summary>
    public int LabelLengthMax { get; init; } = ContainerLabels.ValueLengthMax;

    /// <summary>How long one request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a container is asked for before the answer is that nobody knows it.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long to wait before a container that nobody knows is asked for again.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>The first wait after a failure; each further one doubles it.</summary>
    public TimeSpan BackoffMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait after a failure.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a socket is looked at that has just gone, or whose runtime does not answer.</summary>
    public TimeSpan SocketPoll { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// How often a socket is looked at that has been missing for long: most nodes lack most of them, for good.
    /// </summary>
    public TimeSpan AbsentSocketPoll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a runtime without event stream is greeted, to see that it lives.</summary>
    public TimeSpan HealthPoll { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Makes the fields' texts of what a runtime told.</summary>
    /// <param name="details">What it told.</param>
    public ContainerInfo Describe(ContainerDetails details) => new(details, LabelLengthMax);
}
